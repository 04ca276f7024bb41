// Page: what `receive` makes. CleanPage: what `clean` makes of it. Pixels move and are never copied.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/geometry.hpp"

namespace claimpack::core {

// 8 bits a channel, row by row without gaps; 1 channel (grey) or 3 (blue, green, red).
struct Image {
  int width = 0, height = 0, channels = 0;
  std::vector<std::uint8_t> bytes;  // width * height * channels

  Image() = default;
  Image(int width_, int height_, int channels_)
      : width(width_), height(height_), channels(channels_), bytes(std::size_t(width_) * height_ * channels_) {}
  Image(Image&&) = default;
  Image& operator=(Image&&) = default;
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  bool empty() const { return bytes.empty(); }
};

// Where a page came from. `page` counts from 1 inside `file`, as people count.
struct Origin {
  std::string file;  // name relative to the claim folder, UTF-8, as the truth files and claim.json name it
  int page = 1;
  bool operator==(const Origin&) const = default;
};

// One run of text of a born-digital page with its box in pixels of the page as scanned (200 dpi).
struct TextRun {
  std::string text;
  Box box;
};

// What an electronic file carries beside its pages: an invoice's original data as XML, the file's own index terms.
// Exact, but nobody sees it on the page.
struct EmbeddedData {
  std::string from;           // the file inside the file, e.g. "Doc_0/Attachs/original_invoice.xml"
  std::string root;           // local name of the outermost element, e.g. "eInvoice"
  bool by_reference = false;  // the values are texts of the pages that the data points at, not texts of its own
  // Path below the root, local names parted by '/', an attribute as "@name", the second of equal siblings as "Item[2]".
  std::vector<std::pair<std::string, std::string>> values;
};

// What a born-digital page says and does not show, or shows otherwise.
struct TextFault {
  enum class Kind {
    hidden,     // text of the file that no eye sees on the page
    altered,    // the page shows something else at this place
    outside,    // text that stands off the page
    not_drawn,  // a part of the page that could not be drawn (a picture that is missing or of a kind nobody reads)
  } kind = Kind::hidden;
  std::string says;   // the file's text; of a part not drawn, what it is
  std::string shows;  // what the page shows instead; empty where nothing
  Box box;            // on the page as scanned
};

// The page's image as its file holds it, so that the packet can take it over without loss.
struct EncodedImage {
  enum class Format { none, jpeg, ccitt_g4, jbig2, jpeg2000, flate, png };
  Format format = Format::none;
  // jpeg: a whole JFIF file; png: a whole file, opaque and not interlaced; ccitt_g4: one raw strip, MSB first
  std::shared_ptr<const std::vector<std::uint8_t>> bytes;
  int width = 0, height = 0;
  int components = 1;         // 1 grey or bilevel, 3 colour, 4 CMYK
  bool black_is_one = false;  // ccitt_g4: as /BlackIs1
  bool invert = false;        // /Decode [1 0 …]
};

// How far a page is turned: clockwise degrees that the picture has, 0, 90, 180 or 270, and how sure that is (0 … 1).
struct Turn {
  int clockwise = 0;
  double probability = 0;
};

// Finds a page's turn from its print. An implementation must be callable from several threads at once.
class TurnFinder {
 public:
  virtual ~TurnFinder() = default;
  virtual Turn find(const Image& picture) const = 0;
};

// One side of one sheet.
struct Page {
  Origin origin;
  Image pixels;               // as scanned, EXIF turn not applied
  double dpi = 200;           // 200 where the file says nothing believable
  int exif_turn = 0;          // clockwise degrees (0, 90, 180, 270) that bring the stored picture upright by EXIF
  std::vector<TextRun> text;  // of a born-digital page; empty for a scan
  bool born_digital = false;  // pixels were rendered from vector content, not taken from an image
  EncodedImage original;
  std::vector<EmbeddedData> embedded;  // of the file; on its first page
  std::vector<TextFault> faults;       // what was seen to be wrong while the page was drawn
};

// How good the scan is. Units in the names; `advice` is filled where a person should scan again.
struct Quality {
  double blur = 0;          // 0 sharp … 1 unreadable
  double contrast = 1;      // (paper - ink) / 255
  double skew_degrees = 0;  // as found on the page after the turn, counter-clockwise positive, before it was taken out
  double glare = 0;         // share of the page burnt out beside darker paper
  bool cut_off = false;     // print runs over the edge of the picture
  bool blank = false;
  std::string advice;  // e.g. "模糊，请重新扫描"; empty where the page is fine
};

// A printed rule, horizontal or vertical, on the upright page.
struct Rule {
  Box box;
  bool horizontal = true;
};

// A place where coloured (or, on a copy, black) ink of a seal or stamp lies over the print.
struct InkMark {
  Box box;             // on the clean page
  std::string colour;  // "red", "blue", "black"
  std::string shape;   // "round", "oval", "rect"; "name": a name's small stamp, which signs and is no seal of an office
  // The ring or frame itself: it may be turned, and reach over the page's edge.
  Point centre;
  double width = 0, height = 0;  // along its longer and its shorter axis
  double turn_degrees = 0;       // of the longer axis, clockwise, -90 … 90
};

// The page upright, straight, evenly lit. All boxes in here are in pixels of the clean page.
struct CleanPage {
  Origin origin;
  Image colour;  // 3 channels, or 1 where the scan has no colour
  Image text;    // 1 channel: what the recogniser reads: coloured ink, form print and rules taken off
  Image ink;     // 1 channel: how much coloured ink of the marks there is, 255 its full tone; empty where there is none
  std::vector<InkMark> marks;
  std::vector<Rule> rules;
  PageMap to_scan;  // clean page -> page as scanned
  int scan_width = 0, scan_height = 0;
  double dpi = 200;
  int rotation = 0;  // clockwise turn that the page on file has: 0, 90, 180, 270
  Quality quality;
  std::vector<TextRun> text_layer;  // of a born-digital page, boxes already on the clean page
  std::vector<EmbeddedData> embedded;
  std::vector<TextFault> faults;
};

}  // namespace claimpack::core
