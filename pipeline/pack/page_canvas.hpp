// What PageFlow draws with: figures, lines of text as Pango laid them out, pictures. Lengths in points, from the page's upper
// left corner; the operators count from the lower left one, as PDF has it.
#pragma once

#include <pango/pango.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "pack/drawn_pages.hpp"

namespace claimpack::pack {

class PageCanvas {
 public:
  PageCanvas(double width, double height);

  struct Rectangle {
    double x, y, width, height;
  };
  void fill(const std::vector<Rectangle>& rectangles, Rgb colour);
  // `dash`: lengths of dash and gap, 0 for a whole line.
  void line(double x0, double y0, double x1, double y1, double width, Rgb colour, double dash = 0, double gap = 0);
  // `colour` where the text does not say its own; the baseline begins at x, y.
  void text(PangoLayoutLine* line, double x, double y, Rgb colour);
  void picture(const SealImage& image, double x, double y, double width, double height);
  void end_page();
  DrawnPages finish();  // nothing may be drawn afterwards

 private:
  class Run;
  std::size_t font_of(PangoFont* font);
  void add(std::initializer_list<double> values, const char* name);
  void colour(Rgb colour, const char* name);

  DrawnPages drawn_;
  std::vector<const void*> faces_;  // of HarfBuzz, in the order of the fonts
  std::string page_;                // its operators so far
};

}  // namespace claimpack::pack
