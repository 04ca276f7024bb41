#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <exception>

#include "pack/separator_sheet.hpp"

namespace claimpack::pack {

namespace {

core::Result<CodePattern> pattern(const std::string& text, ZXing::BarcodeFormat format, int correction) {
  try {
    ZXing::MultiFormatWriter writer(format);
    writer.setMargin(0);
    if (correction >= 0) writer.setEccLevel(correction);
    const ZXing::BitMatrix bits = writer.encode(text, 0, 0);
    CodePattern made;
    made.width = bits.width(), made.height = bits.height();
    for (int y = 0; y < bits.height(); ++y)
      for (int x = 0; x < bits.width(); ++x) made.dark.push_back(bits.get(x, y));
    return made;
  } catch (const std::exception& thrown) {
    return core::Error{core::ErrorCode::bad_input, std::string("A code cannot say this: ") + thrown.what(), text,
                       "Use letters, digits and '-'"};
  }
}

}  // namespace

// A quarter of the QR code may be lost: sheets are used for months.
core::Result<CodePattern> square_pattern(const std::string& text) { return pattern(text, ZXing::BarcodeFormat::QRCode, 5); }
core::Result<CodePattern> bar_pattern(const std::string& text) { return pattern(text, ZXing::BarcodeFormat::Code128, -1); }

}  // namespace claimpack::pack
