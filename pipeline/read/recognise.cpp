#ifdef CLAIMPACK_HAS_ONNX

#include "read/recognise.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace claimpack::read {

namespace {

constexpr int line_height = 48;
constexpr int width_max = 3200;
constexpr double other_probability_min = 0.002;

Tensor input_of(const cv::Mat& line) {
  int width = std::clamp(int(std::ceil(line.cols * double(line_height) / line.rows)), 16, width_max);
  width = (width + 7) / 8 * 8;
  cv::Mat resized;
  cv::resize(line, resized, {width, line_height}, 0, 0, line.rows > line_height ? cv::INTER_AREA : cv::INTER_LINEAR);
  Tensor input{std::vector<float>(std::size_t(3) * width * line_height), {1, 3, line_height, width}};
  const int channels = resized.channels();
  for (int c = 0; c < 3; ++c) {
    float* plane = input.values.data() + std::size_t(c) * width * line_height;
    const int channel = channels == 1 ? 0 : c;
    for (int y = 0; y < line_height; ++y) {
      const auto* row = resized.ptr(y);
      for (int x = 0; x < width; ++x) plane[std::size_t(y) * width + x] = row[x * channels + channel] / 127.5f - 1.0f;
    }
  }
  return input;
}

const std::string& character(const std::vector<std::string>& characters, int klass) {
  static const std::string space = " ";
  return std::size_t(klass - 1) < characters.size() ? characters[klass - 1] : space;
}

struct Step {
  int klass = 0;
  float probability = 0;
};

// The best other classes at one time step, blank left out.
std::vector<core::Glyph::Other> others_at(const float* row, int classes, int taken, const std::vector<std::string>& characters) {
  std::vector<Step> best;
  for (int k = 1; k < classes; ++k) {
    if (k == taken || row[k] < other_probability_min) continue;
    best.push_back({k, row[k]});
  }
  std::sort(best.begin(), best.end(), [](const Step& a, const Step& b) { return a.probability > b.probability; });
  if (best.size() > 4) best.resize(4);
  std::vector<core::Glyph::Other> others;
  others.reserve(best.size());
  for (const Step& step : best) others.push_back({character(characters, step.klass), step.probability});
  return others;
}

// CTC's steps give a centre a glyph; its width is taken from its neighbours, no wider than a Han character.
void lay_out(std::vector<core::Glyph>& glyphs, const std::vector<double>& centres, double line_rows, double line_cols) {
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    const bool narrow = glyphs[i].text.size() == 1;
    const double half = line_rows * (narrow ? 0.26 : 0.46);
    double left = centres[i] - half, right = centres[i] + half;
    if (i > 0) left = std::max(left, (centres[i - 1] + centres[i]) / 2);
    if (i + 1 < glyphs.size()) right = std::min(right, (centres[i] + centres[i + 1]) / 2);
    left = std::clamp(left, 0.0, line_cols), right = std::clamp(right, left + 1, line_cols + 1);
    glyphs[i].x = int(std::lround(left)), glyphs[i].w = std::max(1, int(std::lround(right - left)));
  }
}

}  // namespace

LineReading recognise(const OnnxModel& model, const std::vector<std::string>& characters, const cv::Mat& line) {
  LineReading reading;
  if (line.cols < 4 || line.rows < 4) return reading;
  const Tensor input = input_of(line);
  const Tensor output = model.run(input);
  const int steps = int(output.shape[1]), classes = int(output.shape[2]);
  const double pixels_a_step = double(line.cols) / steps;
  std::vector<double> centres;
  int previous = 0;
  double first = 0;
  int peak = 0;
  float peak_probability = 0;
  const auto close = [&](int end) {
    if (previous == 0) return;
    core::Glyph glyph;
    glyph.text = character(characters, previous);
    glyph.probability = std::min(1.0f, peak_probability);
    if (peak_probability < 0.995f)
      glyph.others = others_at(output.values.data() + std::size_t(peak) * classes, classes, previous, characters);
    centres.push_back((first + end) / 2.0 * pixels_a_step);
    reading.glyphs.push_back(std::move(glyph));
  };
  for (int t = 0; t < steps; ++t) {
    const float* row = output.values.data() + std::size_t(t) * classes;
    const int klass = int(std::max_element(row, row + classes) - row);
    if (klass != previous) {
      close(t);
      previous = klass, first = t, peak = t, peak_probability = row[klass];
    } else if (row[klass] > peak_probability) {
      peak = t, peak_probability = row[klass];
    }
  }
  close(steps);
  lay_out(reading.glyphs, centres, line.rows, line.cols);
  if (reading.glyphs.empty()) return reading;
  reading.weakest = 1;
  for (const auto& glyph : reading.glyphs) {
    reading.confidence += glyph.probability;
    reading.weakest = std::min(reading.weakest, glyph.probability);
  }
  reading.confidence /= double(reading.glyphs.size());
  return reading;
}

}  // namespace claimpack::read

#endif
