#ifdef CLAIMPACK_HAS_ONNX

#include "read/recognise.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <map>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/text.hpp"
#include "read/recogniser_file.hpp"

namespace claimpack::read {

namespace {

constexpr int line_height = 48;
constexpr int width_max = 3200;
constexpr double other_probability_min = 0.002;
constexpr std::size_t steps_together = 128;  // of a few lines: their scores are ten megabytes at most

TensorView input_of(const cv::Mat& line, double squeeze) {
  int width = std::clamp(int(std::ceil(line.cols * squeeze * line_height / line.rows)), 16, width_max);
  width = (width + 7) / 8 * 8;
  cv::Mat resized;
  cv::resize(line, resized, {width, line_height}, 0, 0, line.rows > line_height ? cv::INTER_AREA : cv::INTER_LINEAR);
  const std::size_t plane_size = std::size_t(width) * line_height;
  float* room = input_room(3 * plane_size);
  const int channels = resized.channels();
  for (int c = 0; c < channels; ++c)
    for (int y = 0; y < line_height; ++y) {
      const auto* row = resized.ptr(y);
      float* to = room + std::size_t(c) * plane_size + std::size_t(y) * width;
      for (int x = 0; x < width; ++x) to[x] = row[x * channels + c] / 127.5f - 1.0f;
    }
  for (int c = channels; c < 3; ++c) std::copy(room, room + plane_size, room + std::size_t(c) * plane_size);
  return {room, {1, 3, line_height, width}};
}

struct Step {
  int klass = 0;
  float probability = 0;
};

// The best other classes at one time step, blank and other forms of the same character left out.
std::vector<core::Glyph::Other> others_at(const std::vector<float>& row, int taken, const Alphabet& alphabet) {
  const auto& forms = alphabet.other_forms(taken);
  std::vector<Step> best;
  for (int k = 1; k < int(row.size()); ++k) {
    const float probability = row[std::size_t(k)];
    if (k == taken || probability < other_probability_min || std::find(forms.begin(), forms.end(), k) != forms.end()) continue;
    best.push_back({k, probability});
  }
  std::sort(best.begin(), best.end(), [](const Step& a, const Step& b) { return a.probability > b.probability; });
  if (best.size() > 4) best.resize(4);
  std::vector<core::Glyph::Other> others;
  others.reserve(best.size());
  for (const Step& step : best) others.push_back({alphabet.text(step.klass), step.probability});
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

// Of a line's steps among `scores`, CTC, greedy: a run of one class is one glyph, blanks part them; how probable it was is taken
// where it was most so.
void decode(const ClassLayer::Scores& scores, int line_at, int steps, const Alphabet& alphabet, cv::Size line,
            LineReading& reading) {
  const double pixels_a_step = double(line.width) / steps;
  std::vector<double> centres;
  std::vector<float> here, at_peak;
  Step run;  // class 0 is the blank
  int first = 0;
  const auto close = [&](int end) {
    if (run.klass == 0) return;
    core::Glyph glyph;
    glyph.text = alphabet.text(run.klass);
    double probability = run.probability;
    for (const int form : alphabet.other_forms(run.klass))
      if (form < int(at_peak.size())) probability += at_peak[std::size_t(form)];
    glyph.probability = std::min(1.0, probability);
    if (run.probability < 0.995f) glyph.others = others_at(at_peak, run.klass, alphabet);
    centres.push_back((first + end) / 2.0 * pixels_a_step);
    reading.glyphs.push_back(std::move(glyph));
  };
  for (int t = 0; t < steps; ++t) {
    const int klass = scores.best(line_at + t);
    if (klass != run.klass) close(t), first = t, run = {klass, 0};
    if (klass == 0) continue;
    scores.probabilities(line_at + t, here);
    if (here[std::size_t(klass)] > run.probability) run.probability = here[std::size_t(klass)], std::swap(here, at_peak);
  }
  close(steps);
  lay_out(reading.glyphs, centres, line.height, line.width);
  if (reading.glyphs.empty()) return;
  reading.weakest = 1;
  for (const auto& glyph : reading.glyphs) {
    reading.confidence += glyph.probability;
    reading.weakest = std::min(reading.weakest, glyph.probability);
  }
  reading.confidence /= double(reading.glyphs.size());
}

}  // namespace

namespace {

// Full-width figures, and whatever stands for a mark of ASCII. Ⅰ and I, ① and 1 are different print; of letters that look alike
// a doubt is worth more than a form; the line to write on is no mark.
std::string form_of(const std::string& text) {
  const std::u32string one = core::to_u32(text);
  const std::string folded = core::fold_width(text);
  const bool figure = one.size() == 1 && one.front() >= U'０' && one.front() <= U'９';
  const bool mark = folded.size() == 1 && folded != "_" && std::ispunct(static_cast<unsigned char>(folded.front()));
  return figure || mark ? folded : text;
}

// These papers are printed in simplified characters: 奧, 粵 and 穎 are readings of 奥, 粤 and 颖 by a network that was taught
// both. Amounts may be written in old characters, and some old characters are simplified ones of their own right.
std::string as_printed_here(const std::string& character) {
  constexpr std::u32string_view kept = U"萬億圓圆貳貰貮弍參叄兩○乾於徵瞭藉夥鍾麴珮頫";
  const std::u32string one = core::to_u32(character);
  return one.size() == 1 && kept.find(one.front()) == kept.npos ? core::simplify(character) : character;
}

}  // namespace

Alphabet::Alphabet(std::vector<std::string> characters) : characters_(std::move(characters)), forms_(characters_.size() + 1) {
  for (std::string& character : characters_) character = as_printed_here(character);
  std::map<std::string, std::vector<int>> families;
  for (int klass = 1; klass <= int(characters_.size()); ++klass) families[form_of(text(klass))].push_back(klass);
  for (const auto& [folded, family] : families)
    for (const int klass : family)
      std::copy_if(family.begin(), family.end(), std::back_inserter(forms_[std::size_t(klass)]),
                   [klass](int other) { return other != klass; });
}

const std::string& Alphabet::text(int klass) const {
  static const std::string space = " ";
  return std::size_t(klass - 1) < characters_.size() ? characters_[std::size_t(klass - 1)] : space;
}

core::Result<LineReader> LineReader::load(const std::filesystem::path& file, std::vector<std::string> characters) {
  auto read = read_recogniser(file);
  if (!read) return read.error();
  auto network = OnnxModel::load(read.value().network, file);
  if (!network) return network.error();
  LineReader reader;
  reader.network_ = std::move(network).value();
  reader.layer_ = std::move(read.value().layer);
  reader.alphabet_ = Alphabet(characters.empty() ? std::move(read.value().characters) : std::move(characters));
  return reader;
}

std::vector<LineReading> LineReader::read(const std::vector<cv::Mat>& lines, double squeeze) const {
  std::vector<LineReading> readings(lines.size());
  struct Waiting {
    std::size_t line;
    int steps;
  };
  std::vector<Waiting> waiting;
  std::vector<float> values;  // of all steps that wait
  const auto decode_waiting = [&] {
    const ClassLayer::Scores scores = layer_.scores(values.data(), int(values.size() / std::size_t(layer_.inputs())));
    int first = 0;
    for (const auto& [line, steps] : waiting) {
      decode(scores, first, steps, alphabet_, lines[line].size(), readings[line]);
      first += steps;
    }
    waiting.clear(), values.clear();
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].cols < 4 || lines[i].rows < 4) continue;
    network_->run(input_of(lines[i], squeeze), After::keep, [&](const TensorView& output) {
      const std::size_t count = std::size_t(output.shape[1]);
      values.insert(values.end(), output.values, output.values + count * std::size_t(layer_.inputs()));
      waiting.push_back({i, int(count)});
    });
    if (values.size() >= steps_together * std::size_t(layer_.inputs())) decode_waiting();
  }
  if (!waiting.empty()) decode_waiting();
  return readings;
}

}  // namespace claimpack::read

#endif
