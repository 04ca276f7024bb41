// One paper to draw on: millimetres from its upper left corner, type sizes in points.
#pragma once

#include <pango/pangocairo.h>

#include <string>
#include <vector>

namespace claimpack::samples {

struct Colour {
  double r = 0.08, g = 0.08, b = 0.1;
};
inline constexpr Colour black{};
inline constexpr Colour seal_red{0.82, 0.11, 0.12};
inline constexpr Colour ink_blue{0.10, 0.16, 0.45};
inline constexpr Colour grey{0.45, 0.45, 0.45};

inline constexpr const char* sans = "Noto Sans CJK SC";
inline constexpr const char* serif = "Noto Serif CJK SC";
inline constexpr const char* hand = "AR PL UKai CN";

enum class Align { left, centre, right };

struct Style {
  double size = 10;  // points
  Colour colour = black;
  const char* family = sans;
  bool bold = false;
  Align align = Align::left;
  double spacing = 0;  // extra points between characters
};

// Millimetres.
struct Place {
  double x = 0, y = 0, w = 0, h = 0;
};

// What a reader should find beside the text. Boxes in millimetres of the paper.
struct Marks {
  struct Seal {
    Place box;
    std::string shape, text;
  };
  struct Signature {
    Place box;
    std::string name;
  };
  struct Code {
    Place box;
    std::string symbology, payload;
  };
  std::vector<Seal> seals;
  std::vector<Signature> signatures;
  std::vector<Code> codes;
};

class Canvas {
 public:
  // Draws in points on `cairo`; the caller scales it to pixels.
  explicit Canvas(cairo_t* cairo);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // One line with its top at y, aligned about x; returns its width.
  double text(double x, double y, const std::string& text, const Style& style = {});
  // One line in a box, in the middle of its height; drawn smaller where it is too wide.
  void cell(const Place& box, const std::string& text, const Style& style = {});
  // Wrapped at `width`; returns the height.
  double paragraph(double x, double y, double width, const std::string& text, const Style& style = {});
  // "label：value" with a line under the value where `underline` > 0 (its length); returns the x behind it.
  double field(double x, double y, const std::string& label, const std::string& value, const Style& style, double underline = 0);

  void line(double x1, double y1, double x2, double y2, double width = 0.2, Colour colour = black);
  void rect(const Place& box, double width = 0.2, Colour colour = black);
  void fill(const Place& box, Colour colour, double alpha = 1);
  // A card's face: a rounded box with a soft fall from one colour to the other.
  void face(const Place& box, double radius, Colour from, Colour to);
  void tick_box(double x, double y, double size, bool ticked, Colour colour = black);

  // One sign with its centre at (x, y), turned clockwise about it.
  void sign(double x, double y, double radians, const std::string& sign, const Style& style, double alpha = 1);
  // Written by hand: leaves its mark.
  void signature(double x, double y, const std::string& name, double size = 20, double degrees = -4);

  double measure(const std::string& text, const Style& style);
  cairo_t* cairo() { return cairo_; }

  Marks marks;

 private:
  void set(const std::string& text, const Style& style);

  cairo_t* cairo_;
  PangoLayout* layout_;
};

// Millimetres to points.
inline constexpr double pt(double millimetres) { return millimetres * 72 / 25.4; }
inline constexpr double mm(double points) { return points * 25.4 / 72; }

}  // namespace claimpack::samples
