// Every file that pack hands out is PDF/A-3b: by checks of our own, which always run, and by veraPDF, where it can be brought.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <functional>

#include "catch.hpp"
#include "pack/assemble.hpp"
#include "pack/colour_profiles.hpp"
#include "pack/jpeg_header.hpp"
#include "pack/made_claim.hpp"
#include "pack/pdfa_structure.hpp"
#include "verapdf.hpp"

namespace claimpack::pack {
namespace {

using core::EncodedImage;
using Bytes = std::vector<std::uint8_t>;

core::Image painted(int width, int height, int channels) {
  core::Image image(width, height, channels);
  for (std::size_t i = 0; i < image.bytes.size(); ++i) image.bytes[i] = static_cast<std::uint8_t>(i * 37 % 251);
  return image;
}

// The JPEG with an ICC profile in pieces of `piece` bytes.
Bytes with_profile(const Bytes& jpeg, const std::string& profile, std::size_t piece) {
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  const std::size_t count = (profile.size() + piece - 1) / piece;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string part = profile.substr(i * piece, piece);
    const std::size_t length = 2 + 12 + 2 + part.size();
    out.insert(out.end(), {0xff, 0xe2, std::uint8_t(length >> 8), std::uint8_t(length & 0xff)});
    for (char c : std::string("ICC_PROFILE\0", 12) + char(i + 1) + char(count) + part)
      out.push_back(static_cast<std::uint8_t>(c));
  }
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

std::string profile_of(const char* space) {
  std::string profile = srgb_profile();
  return profile.replace(16, 4, space);
}

void show_pixels(MadeClaim& made, std::size_t page, std::function<core::Image()> make) {
  made.pages[page].original = {};
  made.pages[page].decode = [make = std::move(make)]() -> core::Result<core::Page> {
    core::Page decoded;
    decoded.pixels = make();
    return decoded;
  };
}

struct Odd {
  const char* what;
  std::function<void(MadeClaim&)> make;
};

// Pages as clients hand them in.
std::vector<Odd> odd_claims() {
  const auto jpeg_of = [](MadeClaim& made, Bytes bytes, int components) {
    made.pages[0].original = encoded(EncodedImage::Format::jpeg, std::move(bytes), 40, 60, components);
  };
  return {
      {"as made", [](MadeClaim&) {}},
      {"cmyk", [=](MadeClaim& made) { jpeg_of(made, cmyk_jpeg_bytes(64, 64, Bytes(64 * 64 * 4, 90)), 4); }},
      {"cmyk-of-adobe",
       [=](MadeClaim& made) {
         jpeg_of(made, cmyk_jpeg_bytes(64, 64, Bytes(64 * 64 * 4, 90)), 4);
         made.pages[0].original.invert = true;
       }},
      {"cmyk-with-profile",
       [=](MadeClaim& made) {
         jpeg_of(made, with_profile(cmyk_jpeg_bytes(64, 64, Bytes(64 * 64 * 4, 90)), cmyk_profile(), 30000), 4);
       }},
      {"grey-jpeg", [=](MadeClaim& made) { jpeg_of(made, jpeg_bytes(painted(40, 60, 1)), 1); }},
      {"colour-with-profile",
       [=](MadeClaim& made) { jpeg_of(made, with_profile(jpeg_bytes(painted(40, 60, 3)), srgb_profile(), 100), 3); }},
      {"profile-of-another-space",
       [=](MadeClaim& made) { jpeg_of(made, with_profile(jpeg_bytes(painted(40, 60, 3)), profile_of("CMYK"), 100), 3); }},
      {"profile-cut-short",
       [=](MadeClaim& made) {
         jpeg_of(made, with_profile(jpeg_bytes(painted(40, 60, 3)), srgb_profile().substr(0, 200), 100), 3);
       }},
      {"one-bit",
       [](MadeClaim& made) {
         show_pixels(made, 0, [] {
           core::Image image(333, 77, 1);
           for (std::size_t i = 0; i < image.bytes.size(); ++i) image.bytes[i] = i % 3 ? 255 : 0;
           return image;
         });
       }},
      {"landscape-600-dpi",
       [](MadeClaim& made) {
         core::Reading& reading = *made.readings[0];
         reading.width = reading.scan_width = 7016;
         reading.height = reading.scan_height = 496;
         reading.dpi = 600;
         reading.lines = {line("横向页面 landscape", {100, 100, 3000, 80})};
         show_pixels(made, 0, [] { return painted(7016, 496, 1); });
       }},
      {"no-lines",
       [](MadeClaim& made) {
         for (auto& reading : made.readings) reading->lines.clear();
       }},
      {"odd-characters",
       [](MadeClaim& made) {
         made.readings[0]->lines = {
             line("\xef\xbb\xbf\xef\xbf\xbe\xef\xbf\xbf\x01\xf0\x9f\x92\xa9 \xed\xa0\x80 􏿽", {10, 10, 400, 30}),
             line("\xef\xbb\xbf", {10, 60, 400, 30}), line("ﬁ ㍿ 𠀀 é", {10, 90, 400, 30})};
         made.claim.claim_id = "<&>\x02 \"'\xef\xbf\xbe卷";
       }},
      {"tiny",
       [](MadeClaim& made) {
         core::Reading& reading = *made.readings[0];
         reading.width = reading.scan_width = reading.height = reading.scan_height = 1;
         reading.dpi = 2400;
         show_pixels(made, 0, [] { return painted(1, 1, 3); });
       }},
      {"huge-reading",
       [](MadeClaim& made) {
         made.readings[0]->width = made.readings[0]->scan_width = 100000;
         made.readings[0]->height = made.readings[0]->scan_height = 20;
         made.readings[0]->dpi = 50;
       }},
  };
}

// The file with something changed in it, written again as it is.
std::string changed(const std::string& pdf, const std::function<void(QPDF&)>& change) {
  QPDF file;
  file.processMemoryFile("file", pdf.data(), pdf.size());
  change(file);
  QPDFWriter writer(file);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& each : lines) text += each + "\n";
  return text;
}

}  // namespace

TEST_CASE("packets and notices of every kind of page are PDF/A-3b") {
  const Folder folder;
  std::vector<std::string> paths;
  for (const Odd& odd : odd_claims()) {
    MadeClaim made = made_claim();
    odd.make(made);
    const core::Packet packet = made.packed();
    INFO(odd.what);
    CHECK(joined(against_pdfa(packet.packet_pdf)) == "");
    CHECK(joined(against_pdfa(packet.notice_pdf)) == "");
    paths.push_back(folder.write(std::string(odd.what) + ".pdf", packet.packet_pdf));
    const std::string check = output_of("qpdf --check '" + paths.back() + "'");
    CHECK(check.find("No syntax or stream encoding errors found") != std::string::npos);
  }
  MadeClaim english = made_claim();
  Settings settings;
  settings.language = "en";
  const core::Packet packet = english.packed(settings);
  CHECK(joined(against_pdfa(packet.packet_pdf)) == "");
  paths.push_back(folder.write("notice.pdf", packet.notice_pdf));
  paths.push_back(folder.write("english.pdf", packet.packet_pdf));
  core::Claim empty;
  paths.push_back(folder.write("empty.pdf", pack(empty, {}, {}).value().packet_pdf));

  const std::string said = verapdf_says(paths);
  if (said == "left out") {
    WARN("veraPDF is not there (tools/verapdf/fetch brings it): only our own checks were made");
    return;
  }
  INFO(said);
  for (const std::string& path : paths)
    CHECK((said.find(path + ": PDF/A-3b\n") != std::string::npos ? "" : path) == std::string());
}

TEST_CASE("our own checks see what is against PDF/A") {
  const MadeClaim made = made_claim();
  const std::string pdf = made.packed().packet_pdf;
  const auto says = [&](const std::function<void(QPDF&)>& change) { return joined(against_pdfa(changed(pdf, change))); };
  const auto first_image = [](QPDF& file) {
    for (auto& object : file.getAllObjects())
      if (object.isStream() && object.getDict().isDictionaryOfType("/XObject", "/Image")) return object.getDict();
    return QPDFObjectHandle();
  };
  CHECK(says([](QPDF&) {}) == "");
  CHECK(says([](QPDF& file) { file.getRoot().removeKey("/OutputIntents"); }).find("not one output intent") != std::string::npos);
  CHECK(says([](QPDF& file) { file.getRoot().removeKey("/Metadata"); }).find("no XMP") != std::string::npos);
  CHECK(says([](QPDF& file) {
          file.getTrailer().getKey("/Info").replaceKey("/Title", QPDFObjectHandle::newString("other"));
        }).find("other titles") != std::string::npos);
  CHECK(says([&](QPDF& file) {
          first_image(file).replaceKey("/ColorSpace", QPDFObjectHandle::newName("/DeviceCMYK"));
        }).find("without a press") != std::string::npos);
  CHECK(says([](QPDF& file) {
          for (auto& object : file.getAllObjects())
            if (object.isDictionaryOfType("/FontDescriptor")) object.removeKey("/FontFile2"), object.removeKey("/FontFile3");
        }).find("a font is not embedded") != std::string::npos);
  CHECK(says([](QPDF& file) {
          file.getRoot().replaceKey("/OpenAction", QPDFObjectHandle::parse("<< /Type /Action /S /JavaScript /JS (x) >>"));
        }).find("the catalogue has /OpenAction") != std::string::npos);
  CHECK(says([](QPDF& file) { file.getRoot().removeKey("/AF"); }).find("not associated") != std::string::npos);
}

TEST_CASE("veraPDF, where it is there, refuses what is no PDF/A") {
  const Folder folder;
  const std::string path = folder.write(
      "plain.pdf", changed(made_claim().packed().packet_pdf, [](QPDF& file) { file.getRoot().removeKey("/OutputIntents"); }));
  const std::string said = verapdf_says({path});
  if (said == "left out") return;
  CHECK(said.find("breaks") != std::string::npos);
}

TEST_CASE("page labels name the paper and the page of the file") {
  const MadeClaim made = made_claim();
  const std::string pdf = made.packed().packet_pdf;
  QPDF file;
  file.processMemoryFile("file", pdf.data(), pdf.size());
  const int pages = static_cast<int>(QPDFPageDocumentHelper(file).getAllPages().size()), cover = pages - 6;
  std::vector<std::string> labels;
  auto numbers = file.getRoot().getKey("/PageLabels").getKey("/Nums");
  for (int i = 0; i < numbers.getArrayNItems(); i += 2) {
    auto label = numbers.getArrayItem(i + 1);
    CHECK(label.getKey("/St").getIntValue() == numbers.getArrayItem(i).getIntValue() + 1);
    labels.push_back(std::to_string(numbers.getArrayItem(i).getIntValue()) + ":" + label.getKey("/P").getUTF8Value());
  }
  REQUIRE(labels.size() >= 4);
  CHECK(labels[0] == "0:封面 ");
  CHECK(labels[1] == std::to_string(cover) + ":医疗住院收费票据 ");
  CHECK(labels[2] == std::to_string(cover + 1) + ":费用清单 ");
  CHECK(labels.back() == std::to_string(pages - 1) + ":空白页 ");
}

TEST_CASE("a JPEG's own profile is taken only where it is whole and fits") {
  const Bytes jpeg = jpeg_bytes(painted(40, 60, 3));
  const std::string srgb = srgb_profile();
  const auto kept = [](const Bytes& bytes) { return take_over(encoded(EncodedImage::Format::jpeg, bytes, 40, 60, 3))->profile; };
  CHECK(kept(jpeg).empty());
  CHECK(kept(with_profile(jpeg, srgb, 100)) == srgb);
  CHECK(kept(with_profile(jpeg, srgb, 60000)) == srgb);
  CHECK(kept(with_profile(jpeg, profile_of("GRAY"), 100)).empty());
  CHECK(kept(with_profile(jpeg, srgb.substr(0, srgb.size() - 1), 100)).empty());
  std::string too_new = srgb;
  too_new[8] = 5;
  CHECK(kept(with_profile(jpeg, too_new, 100)).empty());
  std::string beyond = srgb;
  beyond[128 + 4 + 4] = 0x7f;  // the first tag lies outside
  CHECK(kept(with_profile(jpeg, beyond, 100)).empty());
  // Cut anywhere, a JPEG's markers are read without going over its end.
  const Bytes whole = with_profile(jpeg, srgb, 100);
  for (std::size_t length = 0; length < whole.size(); length += 7) (void)read_jpeg_header(std::span(whole).first(length));
}

TEST_CASE("one camera's profile stands in the packet once") {
  MadeClaim made = made_claim();
  for (std::size_t page : {0, 1, 2})
    made.pages[page].original =
        encoded(EncodedImage::Format::jpeg, with_profile(jpeg_bytes(painted(40, 60, 3)), profile_of("RGB "), 99), 40, 60, 3);
  const std::string pdf = made.packed().packet_pdf;
  QPDF file;
  file.processMemoryFile("file", pdf.data(), pdf.size());
  int profiles = 0;
  for (auto& object : file.getAllObjects())
    profiles += object.isStream() && object.getDict().hasKey("/N") && !object.getDict().hasKey("/Type");
  CHECK(profiles == 1);  // the output intent's too: it is the same
}

}  // namespace claimpack::pack
