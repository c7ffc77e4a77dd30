package dev.crema.app.dashboard.part;

import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;

/** Columns of tables. */
public final class Columns {
    private Columns() {}

    /** Of text. */
    public static <R> TableColumn<R, String> text(String name, double width, Function<R, String> text) {
        TableColumn<R, String> column = new TableColumn<>(name);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        column.setPrefWidth(width);
        return column;
    }

    /** Of numbers: right-aligned, sorted by value. */
    public static <R, N extends Number> TableColumn<R, N> number(
            String name, double width, Function<R, N> value, Function<N, String> text) {
        TableColumn<R, N> column = new TableColumn<>(name);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
        column.setPrefWidth(width);
        column.getStyleClass().add("number-column");
        column.setCellFactory(ignored -> new TableCell<>() {
            @Override
            protected void updateItem(N item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty || item == null ? null : text.apply(item));
            }
        });
        return column;
    }
}
