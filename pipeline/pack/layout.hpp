// PageFlow: headings, paragraphs and ruled tables on A4 pages. Lengths in points (1/72 inch), from the upper left corner.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pack/drawn_pages.hpp"
#include "pack/fonts.hpp"
#include "pack/seal_image.hpp"
#include "pack/separator_sheet.hpp"

namespace claimpack::pack {

namespace ink {
constexpr Rgb text{0.11, 0.13, 0.15}, quiet{0.40, 0.43, 0.46}, accent{0.10, 0.29, 0.38}, rule{0.72, 0.75, 0.78},
    shade{0.945, 0.955, 0.960}, green{0.07, 0.44, 0.26}, red{0.72, 0.12, 0.12}, amber{0.66, 0.40, 0.02}, white{1, 1, 1};
}  // namespace ink

enum class Align { left, centre, right };

// Text with inline styles. Built from pieces, never from raw input: `plain` escapes what a page may have said.
class Markup {
 public:
  Markup() = default;
  Markup(const std::string& text) { plain(text); }
  Markup(const char* text) { plain(text); }
  Markup& plain(const std::string& text);
  Markup& bold(const std::string& text);
  Markup& coloured(const std::string& text, Rgb colour, bool bold = false);
  Markup& small(const std::string& text);     // quieter and smaller: citations, rule names
  Markup& unbroken(const std::string& text);  // as small, all on one line
  Markup& line();                             // goes to the next line
  Markup& add(const Markup& more);
  const std::string& pango() const { return markup_; }
  bool empty() const { return markup_.empty(); }

 private:
  std::string markup_;
};

struct TextStyle {
  double size = 10;
  bool bold = false, serif = false;
  Align align = Align::left;
  Rgb colour = ink::text;
  double after = 4;   // room below
  double indent = 0;  // from the left margin
};

struct Column {
  std::string title;
  double share = 1;  // of the table's width
  Align align = Align::left;
};
struct TableRow {
  std::vector<Markup> cells;
  bool strong = false;  // a row of totals
  bool wide = false;    // the first cell has the whole width, and the next row stays on its page
};

// A draft only tells how many pages there will be: nothing is drawn.
enum class Purpose { draft, file };

class PageFlow {
 public:
  // `footer_left` on every page; `page_total` is printed as n of "page x of n", 0: no number is printed.
  PageFlow(const Fonts& fonts, std::string footer_left, int page_total, bool english, Purpose purpose = Purpose::file);
  ~PageFlow();
  PageFlow(const PageFlow&) = delete;
  PageFlow& operator=(const PageFlow&) = delete;

  void title(const std::string& text, const std::string& below);
  void heading(const std::string& text, const std::string& aside = "");
  void paragraph(const Markup& text, const TextStyle& style = {});
  void gap(double height) { y_ += height; }
  // A filled bar with a word on the left and text beside it.
  void band(const std::string& word, const Markup& text, Rgb colour);
  // Label and value, two pairs a line; a wide pair has a line of its own.
  struct Pair {
    std::string label;
    Markup value;
    bool wide = false;
  };
  void pairs(const std::vector<Pair>& all);
  void table(const std::vector<Column>& columns, const std::vector<TableRow>& rows, double size = 9);
  // A numbered block that stays together where it fits on a page: title in the first line, then labelled lines.
  void numbered(int number, const Markup& title, const std::vector<Pair>& lines);
  // Text left and right of the middle, for the places to sign and seal.
  void two_sides(const Markup& left, const Markup& right);
  // What the office's letters have. Head: the office, the title, the letter's number at the right.
  void letterhead(const std::string& office, const std::string& title, const std::string& number);
  // A red band at the head of this page and every one that follows.
  void banner(const std::string& text);
  // How a letter ends: lines at the right, the seal, where there is one, over the last two; `beside` at the left. `seal_size`
  // in points.
  void ending(const Markup& beside, const std::vector<Markup>& lines, const SealImage& seal, double seal_size);
  // A dashed line to cut along, with a word in it.
  void cut(const std::string& word);
  // Rows stand closer from here on, and pages are used to their foot.
  void compact();
  // A code's dark modules, in the middle of the line.
  void code(const CodePattern& pattern, double width, double height);
  void next_page() { new_page(); }
  // Starts a new page if less room than this is left.
  void keep(double height);

  int pages() const { return page_; }
  DrawnPages finish();  // of a draft none; nothing may be added afterwards

 private:
  struct Drawing;
  struct Block;
  std::unique_ptr<Block> layout(const Markup& text, const TextStyle& style, double width) const;
  void draw(const Block& block, double x, double y, std::size_t first, std::size_t end);
  // Blocks side by side, each at its x, broken over pages where they must be; `restart` draws what a new page begins with,
  // `done` gets the top and height of each part.
  struct Placed {
    double x;
    std::unique_ptr<Block> block;
  };
  template <class Restart, class Done>
  void flow(const std::vector<Placed>& blocks, double pad, Restart restart, Done done);
  std::vector<Placed> table_row(const std::vector<Column>& columns, const std::vector<Markup>& cells, double size,
                                bool strong) const;
  void table_header(const std::vector<Column>& columns, double size);
  void new_page();
  void footer();
  void draw_banner();
  double row_height(const std::vector<Column>& columns, const TableRow& row, double size) const;
  double room() const;
  void fill(double x, double y, double w, double h, Rgb colour);
  void line(double x0, double y0, double x1, double y1, double width, Rgb colour, double dash = 0, double gap = 0);

  std::unique_ptr<Drawing> drawing_;
  std::string footer_left_, banner_;
  int page_total_, page_ = 0;
  bool english_;
  double y_ = 0, row_pad_ = 3.2, bottom_ = 0, label_width_ = 78;
};

}  // namespace claimpack::pack
