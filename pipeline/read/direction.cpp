#ifdef CLAIMPACK_HAS_ONNX

#include "read/direction.hpp"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <vector>

#include "read/crops.hpp"
#include "read/detect.hpp"

namespace claimpack::read {

namespace {

// The largest lines tell how a page stands, and a few characters of each.
constexpr std::size_t lines_asked = 8, enough_lines = 4, characters_asked = 8;
constexpr int finder_side = 736;
constexpr double sure_from = 0.85, possible_from = 0.02;  // of the network
constexpr double clearly = 1.25;
constexpr double read_probability = 0.9;  // of a turn that was read

cv::Mat turned_back(const cv::Mat& picture, int clockwise) {
  if (clockwise == 0) return picture;
  cv::Mat upright;
  cv::rotate(picture, upright,
             clockwise == 90    ? cv::ROTATE_90_COUNTERCLOCKWISE
             : clockwise == 180 ? cv::ROTATE_180
                                : cv::ROTATE_90_CLOCKWISE);
  return upright;
}

// PP-LCNet page direction: shorter side 256, the middle 224 × 224, ImageNet's figures.
std::array<float, 4> quarters_of(const cv::Mat& picture, const OnnxModel& network) {
  constexpr int side = 224;
  const double scale = 256.0 / std::min(picture.cols, picture.rows);
  cv::Mat small;
  cv::resize(picture, small, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  const cv::Mat middle = small(cv::Rect((small.cols - side) / 2, (small.rows - side) / 2, side, side));
  float* room = input_room(3 * side * side);
  constexpr float mean[3] = {0.485f, 0.456f, 0.406f}, deviation[3] = {0.229f, 0.224f, 0.225f};
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) {
        const int v = middle.channels() == 1 ? middle.at<uchar>(y, x) : middle.at<cv::Vec3b>(y, x)[c];
        room[(std::size_t(c) * side + y) * side + x] = (v / 255.0f - mean[c]) / deviation[c];
      }
  std::array<float, 4> quarters{};
  network.run({room, {1, 3, side, side}}, After::keep,
              [&](const TensorView& output) { std::copy_n(output.values, 4, quarters.begin()); });
  return quarters;
}

struct Line {
  cv::Mat pixels;
  bool column = false;  // its characters lie on their side: not read
};

std::vector<Line> largest_lines(const cv::Mat& picture, const OnnxModel& finder) {
  DetectSettings settings;
  settings.long_side = finder_side;
  std::vector<TextBox> boxes = detect(finder, picture, settings);
  std::sort(boxes.begin(), boxes.end(),
            [](const TextBox& a, const TextBox& b) { return a.place.size.area() > b.place.size.area(); });
  if (boxes.size() > lines_asked) boxes.resize(lines_asked);
  std::vector<Line> lines;
  for (const TextBox& box : boxes) {
    const Crop crop = crop_of(picture, box);
    if (!crop.pixels.empty()) lines.push_back({crop.pixels, crop.column});
  }
  return lines;
}

struct HowWell {
  double sum = 0;        // of all lines: characters, weighted by the square of their line's confidence
  bool upright = false;  // so well as only print reads that stands upright
};

class Attempts {
 public:
  Attempts(const cv::Mat& picture, const DirectionModels& models) : picture_(picture), models_(models) {}

  // How well the lines read where the picture is turned clockwise by so much. A picture on its head has its lines where they
  // are upright: they are found once for both.
  HowWell read(int clockwise) {
    const int side = clockwise % 180;
    auto& lines = lines_[side ? 1 : 0];
    if (!lines) lines = largest_lines(turned_back(picture_, side), models_.finder);
    HowWell all;
    std::size_t read = 0;
    for (const Line& line : *lines) {
      if (!line.column) all.sum += read_line(turned_back(line.pixels, clockwise - side));
      // The first few may be enough; fewer still might be a stamp's.
      const std::size_t asked = ++read == enough_lines ? enough_lines : lines_asked;
      all.upright = clearly * all.sum >= double(asked * characters_asked);
      if (all.upright) break;
    }
    return all;
  }

 private:
  double read_line(const cv::Mat& line) const {
    const cv::Mat beginning = line.colRange(0, std::min(line.cols, (int(characters_asked) + 2) * line.rows));
    const LineReading reading = models_.reader.read({beginning}).front();
    return reading.confidence * reading.confidence * double(std::min(characters_asked, reading.glyphs.size()));
  }

  const cv::Mat& picture_;
  const DirectionModels& models_;
  std::optional<std::vector<Line>> lines_[2];  // level ones, and upright ones laid level
};

}  // namespace

core::Turn direction_of(const cv::Mat& picture, const DirectionModels& models) {
  // A strip is no page: its shorter side at 256 would make the longer one endless.
  if (picture.empty() || std::max(picture.cols, picture.rows) > 12 * std::min(picture.cols, picture.rows)) return {};
  const std::array<float, 4> quarters = quarters_of(picture, models.quarters);
  std::array<int, 4> likeliest{0, 1, 2, 3};
  std::stable_sort(likeliest.begin(), likeliest.end(),
                   [&](int a, int b) { return quarters[std::size_t(a)] > quarters[std::size_t(b)]; });
  const core::Turn seen{likeliest.front() * 90, quarters[std::size_t(likeliest.front())]};
  const bool sure = seen.probability >= sure_from;
  if (sure && seen.clockwise == 0) return seen;
  Attempts attempts(picture, models);

  // A sheet with a few lines seems to be turned often enough: it is read as it stands, too, and stays so where that reads
  // clearly better. (Reading alone does not tell: seals and codes read as well either way up.)
  if (sure) {
    const HowWell as_seen = attempts.read(seen.clockwise);
    return !as_seen.upright && attempts.read(0).sum > clearly * as_seen.sum ? core::Turn{0, read_probability} : seen;
  }

  // Not sure: the picture is read as it may stand, and the turn in which the lines read best wins.
  core::Turn best = seen;
  double best_sum = 0;
  for (const int quarter : likeliest) {
    if (quarters[std::size_t(quarter)] < possible_from) break;
    const HowWell how = attempts.read(quarter * 90);
    if (how.sum > best_sum || how.upright) best = {quarter * 90, read_probability}, best_sum = how.sum;
    if (how.upright) break;
  }
  return best;
}

}  // namespace claimpack::read

#endif
