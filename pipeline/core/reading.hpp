// Reading: what `read` makes of a CleanPage. Boxes named `box` are in pixels of the page as scanned;
// boxes named `upright` are the same places on the clean page, for reasoning about rows and columns.
#pragma once

#include <string>
#include <vector>

#include "core/page.hpp"
#include "core/page_print.hpp"

namespace claimpack::core {

// What another reader said of a character: nobody was asked, it read the same, it read something else.
enum class Second : signed char { not_asked, agrees, differs };

// One character with the recogniser's other opinions, best first, probabilities in 0 … 1.
struct Glyph {
  std::string text;  // one character, UTF-8
  double probability = 0;
  int x = 0, w = 0;  // on the clean page
  struct Other {
    std::string text;
    double probability = 0;
  };
  std::vector<Other> others;  // next best, at most 4
  Second second = Second::not_asked;
};

struct Line {
  std::string text;       // the glyphs joined
  double confidence = 0;  // mean of the glyphs' probabilities
  Box box;
  Box upright;
  std::vector<Glyph> glyphs;
  enum class Source { ocr, second_reader, text_layer } source = Source::ocr;
  double under_seal = 0;  // share of the line that lies in a seal's or stamp's box, 0 … 1
};

// A QR or bar code.
struct Code {
  std::string symbology;  // "QRCode", "Code128", …
  std::string payload;
  Box box;
  Box upright;
};

struct Seal {
  std::string colour;  // "red", "blue", "black"
  std::string shape;   // "round", "oval", "rect"
  std::string text;    // what could be read, else empty
  double confidence = 0;
  Box box;
  Box upright;
  double overlap = 0;  // share of the seal's box over which lines of print run, 0 … 1
};

struct Signature {
  bool present = false;
  Box box;
  Box upright;
};

struct Reading {
  Origin origin;
  int width = 0, height = 0;  // of the clean page
  int scan_width = 0, scan_height = 0;
  double dpi = 200;
  int rotation = 0;
  Quality quality;
  PageMap to_scan;
  std::vector<Line> lines;  // top to bottom, left to right
  std::vector<Rule> rules;  // on the clean page
  std::vector<Code> codes;
  std::vector<Seal> seals;
  std::vector<Signature> signatures;
  std::vector<EmbeddedData> embedded;  // what the file carries beside its pages
  PagePrint print;                     // the page from afar, for finding the same sheet again
  std::vector<TextFault> faults;       // of a born-digital page: where the file's text and the picture part
};

// What reads lines. An implementation must be callable from several threads at once.
class Recogniser {
 public:
  virtual ~Recogniser() = default;
  // Finds and reads the lines of the page (upright boxes; `box` is left to the caller). Throws nothing:
  // a recogniser that cannot go on says so by an empty result and `last_error`.
  virtual std::vector<Line> read(const CleanPage& page) const = 0;
  virtual std::string name() const = 0;
};

}  // namespace claimpack::core
