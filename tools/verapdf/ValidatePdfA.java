// Says of each file whether it is PDF/A-3b, by veraPDF: "FILE: PDF/A-3b", or each broken rule once with the place where it broke first.
// Exit code 1 where one of them is not.
import java.io.FileInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class ValidatePdfA {
  public static void main(String[] files) {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    boolean right = true;
    for (String file : files) right &= validate(file);
    System.exit(right && files.length > 0 ? 0 : 1);
  }

  private static boolean validate(String file) {
    try (FileInputStream in = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(in, PDFAFlavour.PDFA_3_B);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_B, false)) {
      ValidationResult result = validator.validate(parser);
      boolean says = parser.getFlavour() == PDFAFlavour.PDFA_3_B;
      if (!says) System.out.println(file + ": does not call itself PDF/A-3b");
      Map<String, String> broken = new LinkedHashMap<>();
      for (TestAssertion test : result.getTestAssertions())
        if (test.getStatus() == TestAssertion.Status.FAILED)
          broken.putIfAbsent(
              test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber(),
              test.getMessage() + " at " + test.getLocation().getContext());
      broken.forEach((rule, why) -> System.out.println(file + ": breaks " + rule + ": " + why));
      boolean right = says && result.isCompliant();
      if (right) System.out.println(file + ": PDF/A-3b");
      else if (broken.isEmpty() && says) System.out.println(file + ": not compliant");
      return right;
    } catch (Exception error) {
      System.out.println(file + ": could not be judged: " + error);
      return false;
    }
  }
}
