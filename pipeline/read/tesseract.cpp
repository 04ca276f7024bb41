#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <mutex>

#include "core/text.hpp"
#include "read/readers.hpp"

namespace claimpack::read {

// Engines not in use; a thread takes one and brings it back.
struct TesseractReader::Engines {
  std::mutex mutex;
  std::vector<std::unique_ptr<tesseract::TessBaseAPI>> idle;

  std::unique_ptr<tesseract::TessBaseAPI> take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        auto engine = std::move(idle.back());
        idle.pop_back();
        return engine;
      }
    }
    auto engine = std::make_unique<tesseract::TessBaseAPI>();
    if (engine->Init(nullptr, "chi_sim", tesseract::OEM_LSTM_ONLY)) return nullptr;
    engine->SetPageSegMode(tesseract::PSM_SINGLE_COLUMN);
    engine->SetVariable("debug_file", "/dev/null");
    return engine;
  }

  void bring_back(std::unique_ptr<tesseract::TessBaseAPI> engine) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(engine));
  }
};

TesseractReader::TesseractReader() : engines_(std::make_unique<Engines>()) {}
TesseractReader::~TesseractReader() = default;

std::string TesseractReader::name() const { return std::string("Tesseract ") + tesseract::TessBaseAPI::Version(); }

core::Result<std::unique_ptr<TesseractReader>> TesseractReader::load() {
  auto reader = std::unique_ptr<TesseractReader>(new TesseractReader);
  auto engine = reader->engines_->take();
  if (!engine)
    return core::Error{core::ErrorCode::missing_part, "Tesseract has no Chinese language data", "chi_sim",
                       "Install it with: apt-get install tesseract-ocr-chi-sim"};
  reader->engines_->bring_back(std::move(engine));
  return reader;
}

std::vector<core::Line> TesseractReader::read(const core::CleanPage& page) const {
  std::vector<core::Line> lines;
  auto engine = engines_->take();
  if (!engine) return lines;
  engine->SetImage(page.text.bytes.data(), page.text.width, page.text.height, page.text.channels,
                   page.text.width * page.text.channels);
  engine->SetSourceResolution(int(page.dpi));
  if (engine->Recognize(nullptr) == 0) {
    const std::unique_ptr<tesseract::ResultIterator> at(engine->GetIterator());
    if (at) {
      do {
        const std::unique_ptr<char[]> symbol(at->GetUTF8Text(tesseract::RIL_SYMBOL));
        if (!symbol) continue;
        if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) {
          lines.emplace_back();
          lines.back().source = core::Line::Source::second_reader;
          int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
          at->BoundingBox(tesseract::RIL_TEXTLINE, &x0, &y0, &x1, &y1);
          lines.back().upright = {x0, y0, x1 - x0, y1 - y0};
        }
        if (lines.empty()) continue;
        int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
        at->BoundingBox(tesseract::RIL_SYMBOL, &x0, &y0, &x1, &y1);
        lines.back().glyphs.push_back(
            {symbol.get(), at->Confidence(tesseract::RIL_SYMBOL) / 100.0, x0, std::max(1, x1 - x0), {}});
      } while (at->Next(tesseract::RIL_SYMBOL));
    }
  }
  engine->Clear();
  engines_->bring_back(std::move(engine));
  for (auto& line : lines) {
    for (const auto& glyph : line.glyphs) line.text += glyph.text, line.confidence += glyph.probability;
    if (!line.glyphs.empty()) line.confidence /= double(line.glyphs.size());
  }
  std::erase_if(lines, [](const core::Line& line) { return line.glyphs.empty(); });
  return lines;
}

}  // namespace claimpack::read
