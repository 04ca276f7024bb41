// Small OFDs written in the test.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "receive/makers.hpp"

namespace claimpack::receive::made {

// A page of 100 x 50 mm (788 x 394 pixels at 200 dpi) on white paper, with what the fields say.
struct Ofd {
  std::string objects;          // of the one page's body layer
  std::string page_head;        // before its Content: Area, Template
  std::string common;           // more of CommonData
  std::string document;         // more of Document
  std::string body;             // more of DocBody
  std::string resources;        // of PublicRes.xml
  std::string prefix = "ofd:";  // of all elements
  std::vector<ZipEntry> files;  // more files; one of these names takes the place of a file made here
  std::string pages = R"(<Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>)";
  Bytes bytes() const;
};

// One TextObject of the size in mm with its baseline at (x, y); a boundary that holds it.
std::string text_object(double x, double y, const std::string& text, double size = 4, const std::string& more = "",
                        const std::string& children = "");
// A filled rectangle of the colour "r g b".
std::string block(double x, double y, double w, double h, const std::string& colour, const std::string& more = "");

// BGR at millimetres.
std::vector<int> colour_at(const core::Page& page, double x_mm, double y_mm);
bool is_white(const core::Page& page, double x_mm, double y_mm);
// Pixels that are not white in a rectangle of millimetres.
int ink(const core::Page& page, double x, double y, double w, double h);

}  // namespace claimpack::receive::made
