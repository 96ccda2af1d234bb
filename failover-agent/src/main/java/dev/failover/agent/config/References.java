package dev.failover.agent.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what a configuration only refers to: <code>${NAME}</code> by an environment variable, <code>${file:/path}</code>
 * by a file's content without its last newline. <code>$${</code> stands for <code>${</code> itself. What is put in is not
 * looked through again.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(\\}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String FILE = "file:";
    /** More than any key, password or token. */
    private static final int MAX_FILE_BYTES = 64 << 10;

    private final Map<String, String> environment;
    private final Faults faults;
    private final Set<String> missing = new HashSet<>();
    private final Set<Path> missingFiles = new LinkedHashSet<>();
    private final Set<String> putIn = new HashSet<>();

    References(Map<String, String> environment, Faults faults) {
        this.environment = environment;
        this.faults = faults;
    }

    /** The text with every reference replaced; one that can't be is a fault, and left out. */
    String replaceIn(String text, String path) {
        if (!text.contains("${")) {
            return text;
        }
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder replaced = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(replaced, "");
            if (matcher.group(1) == null) {
                replaced.append("${");
            } else if (matcher.group(2).isEmpty()) {
                faults.add(path, "has a ${ without its }; write $${ for the characters ${ themselves");
            } else {
                replaced.append(insert(matcher.group(1), path));
            }
        }
        return matcher.appendTail(replaced).toString();
    }

    private String insert(String name, String path) {
        String value;
        if (name.startsWith(FILE)) {
            value = file(name.substring(FILE.length()), path);
        } else if (!NAME.matcher(name).matches()) {
            faults.add(path, "${" + name + "} is neither ${NAME} of an environment variable nor ${file:/path}");
            value = "";
        } else if (environment.get(name) == null) {
            value = missing(path, "the environment variable " + name + " is not set");
        } else {
            value = environment.get(name);
        }
        faults.mask(value, "${" + name + "}");
        putIn.add(value);
        return value;
    }

    private String missing(String path, String message) {
        if (!path.equals("state-directory")) {
            missing.add(path + ": " + message);
        }
        faults.add(path, message);
        return "";
    }

    /** How many references lead nowhere here and may do so elsewhere. */
    int missing() {
        return missing.size();
    }

    /** The files referred to that are not there, in the order in which they are named. */
    List<Path> missingFiles() {
        return List.copyOf(missingFiles);
    }

    /** What took the place of references, which may be secret. */
    Set<String> putIn() {
        return Set.copyOf(putIn);
    }

    private String file(String name, String path) {
        try {
            Path file = Path.of(name);
            if (!file.isAbsolute()) {
                throw new IOException("the path must be absolute");
            }
            String content = SmallFile.read(file, MAX_FILE_BYTES);
            return content.replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException e) {
            missingFiles.add(Path.of(name));
            return missing(path, "the file " + name + " does not exist");
        } catch (AccessDeniedException e) {
            return missing(path, "the file " + name + " may not be read by this user");
        } catch (CharacterCodingException e) {
            faults.add(path, "the file " + name + " is not text in UTF-8");
        } catch (InvalidPathException e) {
            faults.add(path, "\"" + name + "\" is not a file's path");
        } catch (IOException e) {
            faults.add(path, "the file " + name + " can't be read: " + e.getMessage());
        }
        return "";
    }
}
