package dev.crema.app.dashboard.clients;

import atlantafx.base.theme.Styles;
import dev.crema.app.agents.Client;
import dev.crema.app.agents.ClientSetup;
import dev.crema.app.agents.Clients;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.dashboard.part.Layout;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.Service;
import dev.crema.app.text.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The clients' page: one card for each, looked at again every few seconds while the page is shown. */
public final class ClientsPage implements Page {
    /** Its icon there. */
    public static final String ICON = "fth-link";

    /** Its name, by which others open it. */
    public static final String TITLE = "Clients";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Service service;
    private final ClientDesk desk;
    private final List<ClientCard> cards = new ArrayList<>();
    private final Label subtitle = new Label();
    private final Button start = new Button("Start Crema");
    private final Node view;
    private @Nullable Endpoint endpoint;
    private Instant looked = Instant.MIN;
    private boolean looking;

    /**
     * Shows the clients of a user.
     *
     * @param setup which changes their settings
     */
    public ClientsPage(Service service, ClientSetup setup) {
        this.service = service;
        this.desk = new ClientDesk(setup);
        this.view = build();
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public String icon() {
        return ICON;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void update(Pulse pulse) {
        Endpoint now = ClientDesk.endpoint(pulse.state());
        boolean other = !Objects.equals(now, endpoint);
        endpoint = now;
        subtitle.setText(
                now == null
                        ? "Crema does not run. Start it, as its address and model are what clients are told."
                        : "Clients are pointed at " + now.base() + " and the model " + now.model()
                                + ", with a window of " + Amounts.count(now.window()) + " tokens.");
        start.setVisible(now == null);
        start.setManaged(now == null);
        start.setDisable(pulse.state().busy());
        if (other || looked.isBefore(Instant.now().minus(LOOK_AGAIN))) {
            look();
        }
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        looked = Instant.now();
        Endpoint at = endpoint;
        desk.look(at, facts -> {
            looking = false;
            for (int i = 0; i < cards.size(); i++) {
                cards.get(i).show(facts.get(i), at);
            }
            if (!Objects.equals(at, endpoint)) {
                look();
            }
        });
    }

    private Node build() {
        Label title = new Label(TITLE);
        title.getStyleClass().add("page-title");
        subtitle.setId("clients-subtitle");
        subtitle.getStyleClass().add("page-subtitle");
        subtitle.setWrapText(true);
        VBox text = new VBox(2, title, subtitle);
        HBox.setHgrow(text, Priority.ALWAYS);
        start.setId("clients-start");
        start.getStyleClass().add(Styles.ACCENT);
        start.setOnAction(event -> service.start());
        HBox head = new HBox(16, text, start);
        head.setAlignment(Pos.CENTER_LEFT);
        List<Node> parts = new ArrayList<>(List.of(head));
        for (Client client : Clients.ALL) {
            ClientCard card = new ClientCard(desk, client, this::look);
            cards.add(card);
            parts.add(card);
        }
        return Layout.page(parts.toArray(Node[]::new));
    }
}
