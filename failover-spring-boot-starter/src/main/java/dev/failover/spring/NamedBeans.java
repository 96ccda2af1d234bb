package dev.failover.spring;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/** The application's own components: its beans, and those of the contexts above. */
final class NamedBeans {
    private final ListableBeanFactory beans;

    NamedBeans(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The bean of that name, if it is one of that type. */
    <T> Optional<T> find(String name, Class<T> type) {
        return !name.isBlank() && beans.containsBean(name) && beans.isTypeMatch(name, type)
                ? Optional.of(beans.getBean(name, type))
                : Optional.empty();
    }

    <T> Map<String, T> all(Class<T> type) {
        return BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, type);
    }

    /** In their order, if they have one. */
    <T> List<T> ordered(Class<T> type) {
        return beans.getBeanProvider(type).orderedStream().toList();
    }

    /** The one of that type; empty if there is none. */
    <T> Optional<T> only(Class<T> type) {
        return Optional.ofNullable(beans.getBeanProvider(type).getIfAvailable());
    }

    /** The names of those of a type, as they stand in messages. */
    Set<String> names(Class<?> type) {
        return new TreeSet<>(List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type)));
    }
}
