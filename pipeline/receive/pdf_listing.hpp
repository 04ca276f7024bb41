// What poppler's programs say of a PDF, and what of it is a scan. Text in, values out: no process is run here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/page.hpp"

namespace claimpack::receive {

// A line of `pdfimages -list`.
struct ListedImage {
  int page = 0;
  std::string type;  // image, mask, smask, stencil
  int width = 0, height = 0;
  int components = 0, bits = 0;
  std::string coding;           // jpeg, ccitt, jbig2, jpx, image
  double x_ppi = 0, y_ppi = 0;  // along the image's own axes
};

struct ListedPage {
  double width = 0, height = 0;  // points, as shown: turned by /Rotate
  int rotate = 0;                // /Rotate: 0, 90, 180, 270
  std::vector<ListedImage> images;
  std::vector<core::TextRun> text;  // visible or not; boxes in pixels at 200 dpi
};

struct PdfFacts {
  int pages = 0;
  std::vector<ListedPage> listed;  // at most as many as were asked for
};

constexpr double born_digital_dpi = 200;

// `pdfinfo -f 1 -l N`: the number of pages and the size and turn of each. Nothing where it says no number.
std::optional<PdfFacts> parse_pdfinfo(const std::string& output);
void add_images(PdfFacts& facts, const std::string& pdfimages_list);
// `pdftotext -bbox-layout -cropbox`. A run is a word, or words of one line less than a third of their height apart.
void add_text(PdfFacts& facts, const std::string& bbox_layout);

// What was listed, as text and back; nothing where it does not parse.
std::string listing_to_text(const std::vector<ListedPage>& pages);
std::optional<std::vector<ListedPage>> listing_from_text(const std::string& text);

// How a page is to be taken.
struct PagePlan {
  enum class Way {
    image,         // its one image as it is
    scan_render,   // strips, masks or a picture with margins: drawn by poppler at `dpi`, still a scan
    born_digital,  // drawn at 200 dpi, with its text
  } way = Way::born_digital;
  int image = -1;              // index into ListedPage::images, for Way::image
  bool text_may_show = false;  // Way::image, but there is text: invisible (of an OCR program) or print over a background
  bool alone = true;           // Way::image, and nothing else is drawn from images (a stamp pasted on it)
  double dpi = born_digital_dpi;
};
PagePlan plan_page(const ListedPage& page);

// The size of an image on the page in points, along its own axes: a turned one has them the other way round.
double placed_width(const ListedImage& image);
double placed_height(const ListedImage& image);
int text_length(const ListedPage& page);  // in characters

}  // namespace claimpack::receive
