// The two real readers: what they say where a part is missing, and that they read print.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <opencv2/imgproc.hpp>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "read/made_page.hpp"
#include "read/readers.hpp"

namespace claimpack::read {

namespace {

namespace fs = std::filesystem;

const fs::path models = CLAIMPACK_SOURCE "/models/files";

// The reader with the project's models, loaded once; null where they were not brought or ONNX Runtime is absent.
const PpOcr* pp_ocr() {
  static const auto loaded = PpOcr::load(models);
  if (!loaded.ok()) {
    REQUIRE(loaded.error().code == core::ErrorCode::missing_part);
    WARN(core::sentence(loaded.error()));
    return nullptr;
  }
  return loaded.value().get();
}

cv::Mat letter(const std::vector<std::string>& lines, int width = 1000, int height = 700) {
  cv::Mat page = made::paper(width, height);
  int y = 90;
  for (const auto& text : lines) {
    cv::putText(page, text, {80, y}, cv::FONT_HERSHEY_SIMPLEX, 1.2, cv::Scalar(20), 2, cv::LINE_AA);
    y += 70;
  }
  return page;
}

std::string without_blanks(const std::vector<core::Line>& lines) {
  std::string all;
  for (const auto& line : lines) all += core::without_blanks(line.text) + "\n";
  return all;
}

}  // namespace

TEST_CASE("models that are not there are named, with the command that brings them") {
  const auto loaded = PpOcr::load(fs::temp_directory_path() / "claimpack_no_models");
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().code == core::ErrorCode::missing_part);
  CHECK(loaded.error().cure.find("models/fetch") != std::string::npos);
}

TEST_CASE("a model that is no model is damaged, and named") {
  if (!pp_ocr()) return;
  const fs::path folder = fs::temp_directory_path() / "claimpack_damaged_models";
  fs::create_directories(folder);
  std::ofstream(folder / "PP-OCRv6_det_small.onnx") << "this is no network";
  const auto loaded = PpOcr::load(folder);
  fs::remove_all(folder);
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().code == core::ErrorCode::damaged);
  CHECK(loaded.error().place.find("PP-OCRv6_det_small.onnx") != std::string::npos);
  CHECK(loaded.error().cure.find("models/fetch") != std::string::npos);
}

TEST_CASE("PP-OCR reads print, each character in its place") {
  const PpOcr* reader = pp_ocr();
  if (!reader) return;
  const auto lines = reader->read(made::page(letter({"Invoice 12345.60", "Total amount 88.80"}), 150));
  const auto found = std::find_if(lines.begin(), lines.end(), [](const core::Line& l) { return l.text == "Invoice 12345.60"; });
  INFO(without_blanks(lines));
  REQUIRE(found != lines.end());
  CHECK(lines.size() == 2);
  CHECK(found->confidence > 0.9);
  CHECK(found->source == core::Line::Source::ocr);
  CHECK(found->upright.y < 90);
  CHECK(found->upright.bottom() > 85);
  std::string joined;
  for (std::size_t i = 0; i < found->glyphs.size(); ++i) {
    const auto& glyph = found->glyphs[i];
    joined += glyph.text;
    CHECK(glyph.x >= found->upright.x);
    CHECK(glyph.x + glyph.w <= found->upright.right() + 2);
    CHECK(glyph.probability > 0);
    CHECK(glyph.probability <= 1);
    if (i) CHECK(glyph.x > found->glyphs[i - 1].x);
  }
  CHECK(joined == found->text);
}

TEST_CASE("figures get a second opinion, within what a page may cost") {
  if (!pp_ocr()) return;
  const auto asked = [](const PpOcr& reader) {
    const core::CleanPage page = made::page(letter({"Invoice 12345.60", "Total amount 88.80"}), 150);
    int agree = 0, other = 0;
    for (const auto& line : reader.read(page))
      for (const auto& glyph : line.glyphs) ++(glyph.second == core::Second::agrees ? agree : other);
    return std::pair(agree, other);
  };
  const auto [agree, other] = asked(*pp_ocr());
  CHECK(agree > 25);
  CHECK(other <= 3);
  ReaderSettings none;
  none.fine_width_max = none.witness_width_max = 0;
  const auto without = PpOcr::load(models, none);
  REQUIRE(without.ok());
  CHECK(asked(*without.value()).first == 0);
}

TEST_CASE("one, two and four threads read the same, to the last digit") {
  const PpOcr* reader = pp_ocr();
  if (!reader) return;
  constexpr int pages = 8;
  const auto read_page = [&](int i) {
    const cv::Mat drawn =
        letter({"Invoice 12345.6" + std::to_string(i), "Total amount 88.80", "Page " + std::to_string(i)}, 1000 + 40 * i);
    const core::CleanPage page = made::page(drawn, 150);
    std::string all;
    for (const auto& line : reader->read(page))
      for (const auto& glyph : line.glyphs) {
        std::ostringstream exact;
        exact << std::hexfloat << glyph.text << ' ' << glyph.probability << ' ' << glyph.x << ' ' << glyph.w << ' '
              << int(glyph.second);
        for (const auto& next : glyph.others) exact << ' ' << next.text << ' ' << next.probability;
        all += exact.str() + "\n";
      }
    return all;
  };
  std::vector<std::string> alone;
  for (int i = 0; i < pages; ++i) alone.push_back(read_page(i));
  CHECK(alone[0] != alone[1]);
  for (const int threads : {1, 2, 4}) {
    std::vector<std::string> together(pages);
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t)
      running.emplace_back([&, t] {
        for (int i = t; i < pages; i += threads) together[std::size_t(i)] = read_page(i);
      });
    for (auto& thread : running) thread.join();
    CHECK((together == alone));
  }
}

TEST_CASE("PP-OCR finds nothing on an empty page") {
  const PpOcr* reader = pp_ocr();
  if (!reader) return;
  CHECK(reader->read(made::page(made::paper(600, 400), 150)).empty());
}

TEST_CASE("PP-OCR finds the turn of a page") {
  const PpOcr* reader = pp_ocr();
  if (!reader) return;
  const cv::Mat upright = letter({"Invoice number 0012345678", "Patient record of the hospital", "Total amount 12345.60 paid",
                                  "Please keep this paper safe", "Department of medicine 2026", "Signed by the physician",
                                  "Date of issue 2026-03-15", "Thank you for your visit"});
  cv::Mat turned;
  CHECK(reader->find(made::image(upright)).clockwise == 0);
  cv::rotate(upright, turned, cv::ROTATE_90_CLOCKWISE);
  const auto turn = reader->find(made::image(turned));
  CHECK(turn.clockwise == 90);
  CHECK(turn.probability > 0.5);
}

// The network of directions is not sure of these: they are read as they may stand. (The picture was turned in place then, and
// what was read after that was another one.)
TEST_CASE("PP-OCR finds the turn of a sheet with few lines, and leaves the picture as it was") {
  const PpOcr* reader = pp_ocr();
  if (!reader) return;
  cv::Mat lying = letter({"Total amount 12345.60", "Date 2026-03-15"}, 900, 900);
  for (const int clockwise : {0, 90, 180, 270}) {
    const core::Image picture = made::image(lying), before = made::image(lying);
    INFO(clockwise);
    CHECK(reader->find(picture).clockwise == clockwise);
    CHECK((picture.bytes == before.bytes));
    cv::Mat further;
    cv::rotate(lying, further, cv::ROTATE_90_CLOCKWISE);
    lying = further;
  }
}

TEST_CASE("Tesseract reads figures as the second reader") {
  const auto loaded = TesseractReader::load();
  if (!loaded.ok()) {
    CHECK(loaded.error().code == core::ErrorCode::missing_part);
    CHECK(loaded.error().cure.find("tesseract-ocr-chi-sim") != std::string::npos);
    return;
  }
  const auto& reader = *loaded.value();
  CHECK(reader.name().rfind("Tesseract", 0) == 0);
  const auto lines = reader.read(made::page(letter({"12345.60", "2026-03-15"}, 700, 300), 200));
  const std::string all = without_blanks(lines);
  INFO(all);
  CHECK(all.find("12345.60") != std::string::npos);
  for (const auto& line : lines) {
    CHECK(line.source == core::Line::Source::second_reader);
    CHECK_FALSE(line.glyphs.empty());
  }
}

}  // namespace claimpack::read
