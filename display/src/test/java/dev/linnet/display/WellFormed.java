package dev.linnet.display;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Reads generated HTML and SVG as XML: what is not nested, closed and escaped properly fails. */
final class WellFormed {
    private WellFormed() {}

    static Document html(MimeBundle bundle) {
        return xml("<html>" + bundle.data().get(MimeBundle.HTML) + "</html>");
    }

    static Document xml(String text) {
        try {
            var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(text)));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + text, e);
        }
    }
}
