// The two readers behind core's ports.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/reading.hpp"
#include "core/result.hpp"
#include "read/print.hpp"

namespace claimpack::read {

struct ReaderSettings {
  int detect_long_side = 960;  // pixels of the line finder's input for A4
  bool quick_finder = false;   // lines found by the tiny network: a third of the time, one field in a hundred lost
  bool flat_lines = false;     // lines of flat, clean pages by morphology instead of the network: one cell in a hundred lost
  // A line whose weakest character is below this is read again by the finer model. 0: never; 1: always.
  double second_look_below = 0.95;
  // How much of a page may be looked at again, as the summed width of its lines when they are 48 rows high: by the finer
  // model (75 µs a pixel) and by the witness (15 µs a pixel), one core of 2024. A full list is about 30,000 wide.
  int fine_width_max = 20000;
  int witness_width_max = 14000;
};

// PP-OCR on ONNX Runtime with the models of `folder` (models/files). Finds turns too.
class PpOcr : public core::Recogniser, public core::TurnFinder {
 public:
  static core::Result<std::unique_ptr<PpOcr>> load(const std::filesystem::path& folder, const ReaderSettings& settings = {},
                                                   Print print = {});
  ~PpOcr() override;
  std::vector<core::Line> read(const core::CleanPage& page) const override;
  std::string name() const override;
  core::Turn find(const core::Image& picture) const override;

 private:
  struct Models;
  class PageLooks;
  PpOcr();
  std::unique_ptr<Models> models_;
};

// Tesseract, `chi_sim`. One engine a thread.
class TesseractReader : public core::Recogniser {
 public:
  static core::Result<std::unique_ptr<TesseractReader>> load();
  ~TesseractReader() override;
  std::vector<core::Line> read(const core::CleanPage& page) const override;
  std::string name() const override;

 private:
  TesseractReader();
  struct Engines;
  std::unique_ptr<Engines> engines_;
};

}  // namespace claimpack::read
