/** What a stranger writes: nothing here sees more of the testkit than its public API. */
@NullMarked
package com.example.memo;

import org.jspecify.annotations.NullMarked;
