package dev.failover.agent.page;

import dev.failover.agent.control.Documents;
import dev.failover.agent.page.html.Badge;
import dev.failover.agent.page.html.Feed;
import dev.failover.agent.page.html.PublicView;
import dev.failover.agent.page.model.PublicStatus;
import java.util.ArrayList;
import java.util.List;

/** The public page, its JSON, its feed and its badges as files, for any web server to give. */
final class Export {
    private Export() {}

    /** The page itself is last, so that what it leads to is there. */
    static List<ExportedFile> of(PublicStatus status) {
        List<ExportedFile> files = new ArrayList<>();
        for (Asset asset : Asset.values()) {
            files.add(new ExportedFile(asset.file(), asset.type(), asset.content()));
        }
        files.add(new ExportedFile("status.json", Reply.JSON, Documents.line(status) + "\n"));
        files.add(new ExportedFile("feed.atom", Reply.ATOM, Feed.of(status)));
        for (PublicStatus.Component component : status.components()) {
            files.add(new ExportedFile("badge/" + component.name() + ".svg", Reply.SVG, Badge.of(component)));
        }
        files.add(new ExportedFile("index.html", Reply.HTML, PublicView.of(status)));
        return files;
    }
}
