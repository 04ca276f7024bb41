// Draws the objects of OFD pages (GB/T 33190-2016, chapters 8 to 13) and tells what text they hold and where.
#pragma once

#include <cairo.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "receive/ofd_fonts.hpp"
#include "receive/ofd_paint.hpp"
#include "receive/ofd_picture.hpp"
#include "receive/ofd_text.hpp"
#include "receive/word_runs.hpp"

namespace claimpack::receive {

// What a page may cost. Once it is spent nothing more is drawn.
struct OfdBudget {
  int objects = 300'000;
  int glyphs = ofd_glyphs_max;
  int segments = 3'000'000;
  std::int64_t picture_pixels = 0;
  std::chrono::steady_clock::time_point until;
  bool spent = false;  // one of the counts ran out
  bool late = false;   // the time did
  bool over() const { return spent || late; }
};

// What was met while drawing. Boxes in pixels of the page.
struct OfdFindings {
  std::vector<Word> words;
  std::vector<core::TextFault> faults;
  double cover_dpi = 0;  // resolution of the picture that covers the page; 0 where none does
  int pictures = 0;
  int shapes = 0;  // paths and composites drawn
};

class OfdCanvas {
 public:
  struct Wish {
    bool text = true;   // draw it
    bool words = true;  // tell of it
  };

  OfdCanvas(cairo_t* cairo, double width, double height, const OfdPackage& package, OfdBudget& budget)
      : cairo_(cairo), width_(width), height_(height), package_(package), budget_(budget) {}

  // The children of `holder`: layers, blocks, objects. Drawing space: millimetres of the page.
  void draw_children(const pugi::xml_node& holder, const OfdResources& resources, OfdFonts& fonts, Wish wish);
  void draw_layer(const pugi::xml_node& layer, const OfdResources& resources, OfdFonts& fonts, Wish wish);
  OfdFindings findings;

 private:
  struct Place {
    const OfdResources& resources;
    OfdFonts& fonts;
    Wish wish;
    Style style;
    double alpha = 1;
    int depth = 0;
    bool visible = true;
  };
  struct Lettering;

  void object(const pugi::xml_node& node, Place place);
  void objects(const pugi::xml_node& holder, const Place& place);
  // Into the object's space; false where it cannot be drawn. `slack`: millimetres that may stand over its boundary.
  bool enter(const pugi::xml_node& node, const OfdResources& resources, double slack);
  void clip(const pugi::xml_node& clips, const std::vector<double>& object_matrix);
  void path(const pugi::xml_node& node, const Place& place);
  void text(const pugi::xml_node& node, const Place& place);
  void glyphs(const std::vector<PlacedGlyph>& glyphs, const Lettering& lettering, const Place& place);
  void tell(const std::vector<Word>& cells, bool upright);
  void picture(const pugi::xml_node& node, const Place& place);
  void paint_picture(cairo_surface_t* picture, double alpha);
  void composite(const pugi::xml_node& node, const Place& place);
  cairo_surface_t* surface_of(const std::string& id, const std::string& mask_id, const OfdResources& resources);
  void missing(const std::string& what);
  bool spend(int& count, int amount);

  cairo_t* cairo_;
  double width_, height_;
  const OfdPackage& package_;
  OfdBudget& budget_;
  std::map<std::string, Surface> pictures_;
};

}  // namespace claimpack::receive
