#include <ZXing/ReadBarcode.h>
#if __has_include(<ZXing/TextUtfEncoding.h>)
#include <ZXing/TextUtfEncoding.h>
#endif

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <type_traits>

#include "read/matrices.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

// ZXing 1.4 (Debian 12) gives wide text, 2.x UTF-8.
template <class Text>
std::string utf8(const Text& text) {
#if __has_include(<ZXing/TextUtfEncoding.h>)
  if constexpr (std::is_same_v<Text, std::wstring>) return ZXing::TextUtfEncoding::ToUtf8(text);
  else
#endif
    return text;
}

struct Search {
  bool square;           // QR codes; else bars
  bool smaller = false;  // in copies a third of the size, and a ninth, as well
};

std::vector<core::Code> decode(const cv::Mat& grey, double scale, const Search& search) {
  std::vector<core::Code> codes;
  // Only the kinds that claim papers carry, QR and bar codes in passes of their own: ZXing 1.4 compares the lines of what
  // it found and aborts where a bar code meets another result; alone, and one at a time, it does not.
  ZXing::DecodeHints hints;
  hints.setFormats(search.square ? ZXing::BarcodeFormats(ZXing::BarcodeFormat::QRCode)
                                 : ZXing::BarcodeFormat::Code128 | ZXing::BarcodeFormat::Code39);
  hints.setTryHarder(true);
  hints.setTryRotate(false);
  hints.setTryDownscale(search.smaller);
  hints.setMaxNumberOfSymbols(search.square ? 8 : 1);
  const ZXing::ImageView image(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum, int(grey.step));
  for (const auto& result : ZXing::ReadBarcodes(image, hints)) {
    if (!result.isValid()) continue;
    core::Code code;
    code.symbology = ZXing::ToString(result.format());
    code.payload = utf8(result.text());
    const auto corners = result.position();
    int left = grey.cols, top = grey.rows, right = 0, bottom = 0;
    for (const auto& p : corners)
      left = std::min(left, p.x), top = std::min(top, p.y), right = std::max(right, p.x), bottom = std::max(bottom, p.y);
    code.upright = {int(left / scale), int(top / scale), std::max(1, int((right - left) / scale)),
                    std::max(1, int((bottom - top) / scale))};
    // A bar code of a few characters is found in the bars of a table: not believed.
    if (code.symbology != "QRCode" && code.payload.size() < 6) continue;
    codes.push_back(std::move(code));
  }
  return codes;
}

}  // namespace

std::vector<core::Code> find_codes(const core::CleanPage& page) {
  const cv::Mat grey = grey_of(view(page.colour));
  // About 150 dpi joins what a bad print tore apart; the full size is for small codes.
  const double scale = std::min(1.0, 150.0 / std::max(50.0, page.dpi));
  try {
    cv::Mat small = grey;
    if (scale < 0.95) cv::resize(grey, small, {}, scale, scale, cv::INTER_AREA);
    std::vector<core::Code> codes = decode(small, scale < 0.95 ? scale : 1.0, {.square = true, .smaller = true});
    if (codes.empty() && scale < 0.95) codes = decode(grey, 1.0, {.square = true});
    // Bars are read row by row: smaller copies of the page give them nothing. (The full size's copies were tried with the first.)
    for (auto& bars : decode(grey, 1.0, {.square = false})) codes.push_back(std::move(bars));
    return codes;
  } catch (const std::exception&) {
    return {};  // an unreadable code is no reason to lose the page
  }
}

}  // namespace claimpack::read
