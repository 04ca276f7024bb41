#include "pack/layout.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <optional>

#include "pack/page_canvas.hpp"

namespace claimpack::pack {
namespace {

constexpr double page_width = 595.276, page_height = 841.890;  // A4
constexpr double left = 56, right = page_width - 56, top = 56, width = right - left;
constexpr double cell_pad_x = 5;

struct GObjectDelete {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, GObjectDelete>;

}  // namespace

// Fonts as the page has them, whatever the screen's are: measured for 72 dots an inch, where Pango's points are the page's
// points.
struct PageFlow::Drawing {
  Fonts fonts;
  Owned<PangoFontMap> font_map;
  Owned<PangoContext> context;
  std::optional<PageCanvas> canvas;  // of a draft none

  Drawing(const Fonts& chosen, Purpose purpose) : fonts(chosen), font_map(pango_cairo_font_map_new()) {
    if (purpose == Purpose::file) canvas.emplace(page_width, page_height);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(font_map.get()), 72);
    context.reset(pango_font_map_create_context(font_map.get()));
    pango_context_set_language(context.get(), pango_language_from_string("zh-cn"));
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context.get(), options);
    cairo_font_options_destroy(options);
  }
};

// A piece of text broken into lines.
struct PageFlow::Block {
  Owned<PangoLayout> layout;
  struct Line {
    PangoLayoutLine* line;
    double x, top, baseline, bottom;
  };
  std::vector<Line> lines;
  Rgb colour;

  double height(std::size_t first, std::size_t end) const { return first < end ? lines[end - 1].bottom - lines[first].top : 0; }
  double height() const { return height(0, lines.size()); }
  // How many lines from `first` on fit into `room`.
  std::size_t fitting(std::size_t first, double room) const {
    std::size_t end = first;
    while (end < lines.size() && lines[end].bottom - lines[first].top <= room) ++end;
    return end;
  }
};

PageFlow::PageFlow(const Fonts& fonts, std::string footer_left, int page_total, bool english, Purpose purpose)
    : drawing_(std::make_unique<Drawing>(fonts, purpose)),
      footer_left_(std::move(footer_left)),
      page_total_(page_total),
      english_(english) {
  page_ = 1;
  y_ = top;
  bottom_ = page_height - 62;
}

PageFlow::~PageFlow() = default;

std::unique_ptr<PageFlow::Block> PageFlow::layout(const Markup& text, const TextStyle& style, double line_width) const {
  auto block = std::make_unique<Block>();
  block->colour = style.colour;
  block->layout.reset(pango_layout_new(drawing_->context.get()));
  PangoLayout* layout = block->layout.get();
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, (style.serif ? drawing_->fonts.title : drawing_->fonts.text).c_str());
  pango_font_description_set_size(font, static_cast<int>(style.size * PANGO_SCALE));
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_width(layout, static_cast<int>(line_width * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(layout, 1.02F);
  pango_layout_set_alignment(layout, style.align == Align::left     ? PANGO_ALIGN_LEFT
                                     : style.align == Align::centre ? PANGO_ALIGN_CENTER
                                                                    : PANGO_ALIGN_RIGHT);
  // Numbers and rule names are broken where they must be, but get no hyphen that is not theirs.
  pango_layout_set_markup(layout, ("<span insert_hyphens=\"false\">" + text.pango() + "</span>").c_str(), -1);
  PangoLayoutIter* at = pango_layout_get_iter(layout);
  do {
    int line_top = 0, line_bottom = 0;
    PangoRectangle extents;
    pango_layout_iter_get_line_yrange(at, &line_top, &line_bottom);
    pango_layout_iter_get_line_extents(at, nullptr, &extents);
    block->lines.push_back({pango_layout_iter_get_line_readonly(at), extents.x / double(PANGO_SCALE),
                            line_top / double(PANGO_SCALE), pango_layout_iter_get_baseline(at) / double(PANGO_SCALE),
                            line_bottom / double(PANGO_SCALE)});
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
  return block;
}

void PageFlow::draw(const Block& block, double x, double y, std::size_t first, std::size_t end) {
  if (!drawing_->canvas) return;
  for (std::size_t i = first; i < end; ++i) {
    const Block::Line& each = block.lines[i];
    drawing_->canvas->text(each.line, x + each.x, y + each.baseline - block.lines[first].top, block.colour);
  }
}

void PageFlow::fill(double x, double y, double w, double h, Rgb colour) {
  if (drawing_->canvas) drawing_->canvas->fill({{x, y, w, h}}, colour);
}

void PageFlow::line(double x0, double y0, double x1, double y1, double line_width, Rgb colour, double dash, double gap) {
  if (drawing_->canvas) drawing_->canvas->line(x0, y0, x1, y1, line_width, colour, dash, gap);
}

void PageFlow::footer() {
  const double y = page_height - 46;
  line(left, y, right, y, 0.5, ink::rule);
  TextStyle style{8};
  style.colour = ink::quiet;
  const auto name = layout(footer_left_, style, width * 0.7);
  draw(*name, left, y + 5, 0, 1);
  if (page_total_ == 0) return;
  style.align = Align::right;
  const std::string x = std::to_string(page_), n = std::to_string(page_total_);
  const auto number = layout(english_ ? "Page " + x + " of " + n : "第 " + x + " 页 / 共 " + n + " 页", style, width * 0.3);
  draw(*number, left + width * 0.7, y + 5, 0, 1);
}

void PageFlow::new_page() {
  footer();
  if (drawing_->canvas) drawing_->canvas->end_page();
  ++page_;
  y_ = top;
  draw_banner();
}

double PageFlow::room() const { return bottom_ - y_; }

void PageFlow::code(const CodePattern& pattern, double code_width, double height) {
  keep(height);
  const double x0 = left + (width - code_width) / 2, w = code_width / pattern.width, h = height / pattern.height;
  std::vector<PageCanvas::Rectangle> modules;
  for (int y = 0; y < pattern.height; ++y)
    for (int x = 0; x < pattern.width;) {  // a run at a time: no hairline between two modules
      int end = x;
      while (end < pattern.width && pattern.dark[std::size_t(y) * std::size_t(pattern.width) + std::size_t(end)]) ++end;
      if (end > x) modules.push_back({x0 + x * w, y_ + y * h, (end - x) * w, h});
      x = end > x ? end : x + 1;
    }
  if (drawing_->canvas) drawing_->canvas->fill(modules, {});
  y_ += height;
}

void PageFlow::keep(double height) {
  if (height > room() && y_ > top) new_page();
}

DrawnPages PageFlow::finish() {
  footer();
  if (!drawing_->canvas) return {};
  drawing_->canvas->end_page();
  return drawing_->canvas->finish();
}

void PageFlow::title(const std::string& text, const std::string& below) {
  paragraph(text, {19, true, true, Align::centre, ink::text, 2});
  if (!below.empty()) paragraph(below, {9, false, false, Align::centre, ink::quiet, 6});
  line(left, y_ + 1, right, y_ + 1, 1.4, ink::accent);
  line(left, y_ + 3.4, right, y_ + 3.4, 0.5, ink::accent);
  y_ += 12;
}

void PageFlow::heading(const std::string& text, const std::string& aside) {
  keep(60);  // a heading never stands alone at the foot of a page
  if (y_ > top) y_ += row_pad_ * 2.8;
  TextStyle style{11.5, true};
  style.colour = ink::accent;
  const auto block = layout(text, style, width);
  fill(left, y_ + 2, 3, block->height() - 4, ink::accent);
  draw(*block, left + 9, y_, 0, block->lines.size());
  if (!aside.empty()) {
    const auto note = layout(aside, {8.5, false, false, Align::right, ink::quiet}, width);
    draw(*note, left, y_ + 3, 0, 1);
  }
  y_ += block->height() + row_pad_ + 0.8;
}

void PageFlow::paragraph(const Markup& text, const TextStyle& style) {
  const auto block = layout(text, style, width - style.indent);
  for (std::size_t first = 0; first < block->lines.size();) {
    std::size_t end = block->fitting(first, room());
    if (end == first) {
      if (y_ > top) {
        new_page();
        continue;
      }
      end = first + 1;  // one line higher than a page: drawn all the same
    }
    draw(*block, left + style.indent, y_, first, end);
    y_ += block->height(first, end);
    first = end;
  }
  y_ += style.after;
}

void PageFlow::band(const std::string& word, const Markup& text, Rgb colour) {
  TextStyle strong{13, true};
  strong.colour = ink::white;
  const auto name = layout(word, strong, width * 0.44);
  const auto beside = layout(text, {9.5}, width * 0.52);
  const double height = std::max(name->height(), beside->height()) + 14;
  keep(height);
  fill(left, y_, width, height, ink::shade);
  fill(left, y_, width * 0.44 + 4, height, colour);
  draw(*name, left + 12, y_ + (height - name->height()) / 2, 0, name->lines.size());
  draw(*beside, left + width * 0.44 + 16, y_ + (height - beside->height()) / 2, 0, beside->lines.size());
  y_ += height + 4;
}

void PageFlow::two_sides(const Markup& left_text, const Markup& right_text) {
  const auto first = layout(left_text, {10}, width / 2 - 12), second = layout(right_text, {10}, width / 2 - 12);
  const double height = std::max(first->height(), second->height());
  keep(height);
  draw(*first, left, y_, 0, first->lines.size());
  draw(*second, left + width / 2 + 12, y_, 0, second->lines.size());
  y_ += height + 4;
}

void PageFlow::pairs(const std::vector<Pair>& all) {
  constexpr double size = 9.5;
  const double label_width = label_width_;
  constexpr double half = width / 2;
  const auto cell = [&](const Pair& pair, double cell_width) {
    return layout(pair.value, {size}, cell_width - label_width - 2 * cell_pad_x);
  };
  for (std::size_t i = 0; i < all.size();) {
    const bool two = !all[i].wide && i + 1 < all.size() && !all[i + 1].wide;
    const auto first = cell(all[i], two ? half : width);
    const auto second = two ? cell(all[i + 1], half) : nullptr;
    const double height = std::max(first->height(), second ? second->height() : 0) + 2 * row_pad_;
    keep(height);
    const bool first_row = i == 0 || y_ == top;
    for (std::size_t side = 0; side < (two ? 2 : 1); ++side) {
      const double x = left + static_cast<double>(side) * half;
      fill(x, y_, label_width, height, ink::shade);
      const TextStyle style{size - 0.5, false, false, Align::left, ink::quiet};
      const auto label = layout(all[i + side].label, style, label_width - 2 * cell_pad_x);
      draw(*label, x + cell_pad_x, y_ + row_pad_ + 0.5, 0, label->lines.size());
      const Block& value = side == 0 ? *first : *second;
      draw(value, x + label_width + cell_pad_x, y_ + row_pad_, 0, value.lines.size());
    }
    line(left, y_, right, y_, first_row ? 0.9 : 0.4, first_row ? ink::accent : ink::rule);  // over the shade, not under it
    y_ += height;
    i += two ? 2 : 1;
    line(left, y_, right, y_, i < all.size() ? 0.4 : 0.9, i < all.size() ? ink::rule : ink::accent);
  }
  y_ += 4;
}

template <class Restart, class Done>
void PageFlow::flow(const std::vector<Placed>& blocks, double pad, Restart restart, Done done) {
  std::vector<std::size_t> next(blocks.size(), 0);
  double whole = 0;
  for (const Placed& each : blocks) whole = std::max(whole, each.block->height());
  if (whole + 2 * pad > room() && whole + 2 * pad < bottom_ - top - 40) {
    new_page();
    restart();
  }
  for (bool more = true; more;) {
    more = false;
    double part = 0;
    std::vector<std::size_t> ends(blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const Block& block = *blocks[i].block;
      ends[i] = block.fitting(next[i], room() - 2 * pad);
      if (ends[i] == next[i] && ends[i] < block.lines.size() && y_ < top + 60) ++ends[i];  // fits on no page: drawn all the same
      part = std::max(part, block.height(next[i], ends[i]));
      more = more || ends[i] < block.lines.size();
    }
    if (part > 0) {
      done(y_, part + 2 * pad);
      for (std::size_t i = 0; i < blocks.size(); ++i) draw(*blocks[i].block, blocks[i].x, y_ + pad, next[i], ends[i]);
      y_ += part + 2 * pad;
    }
    next = ends;
    if (more) {
      new_page();
      restart();
    }
  }
}

std::vector<PageFlow::Placed> PageFlow::table_row(const std::vector<Column>& columns, const std::vector<Markup>& cells,
                                                  double size, bool strong) const {
  double shares = 0;
  for (const Column& column : columns) shares += column.share;
  std::vector<Placed> blocks;
  double x = left;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double cell_width = width * columns[i].share / shares;
    if (i < cells.size() && !cells[i].empty())
      blocks.push_back({x + cell_pad_x, layout(cells[i], {size, strong, false, columns[i].align}, cell_width - 2 * cell_pad_x)});
    x += cell_width;
  }
  return blocks;
}

void PageFlow::table_header(const std::vector<Column>& columns, double size) {
  std::vector<Markup> titles;
  for (const Column& column : columns) titles.emplace_back(column.title);
  line(left, y_, right, y_, 0.9, ink::accent);
  flow(
      table_row(columns, titles, size, true), row_pad_, [] {},
      [&](double y, double height) {
        fill(left, y + 0.45, width, height - 0.45, ink::shade);
        line(left, y + height, right, y + height, 0.5, ink::accent);
      });
}

double PageFlow::row_height(const std::vector<Column>& columns, const TableRow& row, double size) const {
  double height = 0;
  for (const Placed& each : table_row(row.wide ? std::vector<Column>{{"", 1}} : columns, row.cells, size, row.strong))
    height = std::max(height, each.block->height());
  return height + 2 * row_pad_;
}

void PageFlow::table(const std::vector<Column>& columns, const std::vector<TableRow>& rows, double size) {
  keep(52);
  table_header(columns, size);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool last = i + 1 == rows.size();
    if (rows[i].wide && !last) {  // what stands over a group never ends a page
      const double both = row_height(columns, rows[i], size) + row_height(columns, rows[i + 1], size);
      if (both > room() && both < bottom_ - top - 40) {
        new_page();
        table_header(columns, size);
      }
    }
    const std::vector<Column> whole{{"", 1}};
    flow(
        table_row(rows[i].wide ? whole : columns, rows[i].cells, size, rows[i].strong), row_pad_,
        [&] { table_header(columns, size); },
        [&](double y, double height) {
          if (rows[i].strong) fill(left, y + 0.3, width, height - 0.3, ink::shade);
          line(left, y + height, right, y + height, last ? 0.9 : 0.4, last ? ink::accent : ink::rule);
        });
  }
  y_ += 5;
}

void PageFlow::numbered(int number, const Markup& title, const std::vector<Pair>& lines) {
  constexpr double indent = 30, label_width = 58;
  std::vector<std::vector<Placed>> rows;
  double whole = 0;
  const auto add = [&](std::vector<Placed> row) {
    double height = 0;
    for (const Placed& each : row) height = std::max(height, each.block->height());
    whole += height + 2;
    rows.push_back(std::move(row));
  };
  std::vector<Placed> head;
  head.push_back({left + indent, layout(title, {11, true}, width - indent)});
  add(std::move(head));
  for (const Pair& each : lines) {
    std::vector<Placed> row;
    row.push_back({left + indent, layout(each.label, {9, false, false, Align::left, ink::quiet}, label_width)});
    row.push_back({left + indent + label_width, layout(each.value, {9.5}, width - indent - label_width)});
    add(std::move(row));
  }
  if (whole + 10 < bottom_ - top) keep(whole + 10);
  fill(left, y_ + 1.5, 20, 17, ink::accent);
  TextStyle style{10.5, true, false, Align::centre, ink::white};
  const auto mark = layout(std::to_string(number), style, 20);
  draw(*mark, left, y_ + 1.5 + (17 - mark->height()) / 2, 0, 1);
  for (const auto& row : rows)
    flow(
        row, 1, [] {}, [](double, double) {});
  y_ += 4;
  line(left, y_, right, y_, 0.4, ink::rule);
  y_ += 6;
}

void PageFlow::compact() {
  row_pad_ = 2.2;
  bottom_ = page_height - 51;
  label_width_ = 66;
}

void PageFlow::letterhead(const std::string& office, const std::string& title, const std::string& number) {
  if (banner_.empty() && y_ == top) y_ = top - 20;  // a letter's head stands a little higher than running pages
  if (!office.empty()) paragraph(office, {12.5, false, true, Align::centre, ink::text, 0});
  paragraph(title, {19, true, true, Align::centre, ink::text, 0});
  paragraph(number, {9.5, false, true, Align::right, ink::text, 1});
  line(left, y_, right, y_, 1.2, ink::text);
  line(left, y_ + 2.2, right, y_ + 2.2, 0.4, ink::text);
  y_ += 6;
}

void PageFlow::banner(const std::string& text) {
  banner_ = text;
  draw_banner();
}

void PageFlow::draw_banner() {
  if (banner_.empty()) return;
  TextStyle style{10, true, false, Align::centre, ink::white};
  const auto block = layout(banner_, style, width);
  const double height = block->height() + 5, y = top - 14 - height;
  fill(left, y, width, height, ink::red);
  draw(*block, left, y + 2.5, 0, block->lines.size());
}

void PageFlow::ending(const Markup& beside, const std::vector<Markup>& lines, const SealImage& seal, double seal_size) {
  constexpr double share = 0.47, gap = 4;
  const auto left_block = layout(beside, {9.5}, width * (1 - share) - 10);
  std::vector<std::unique_ptr<Block>> blocks;
  double text_height = 0, last_two = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    blocks.push_back(layout(lines[i], {10.5, false, true, Align::centre}, width * share));
    text_height += blocks.back()->height() + gap;
    if (i + 2 >= lines.size()) last_two += blocks.back()->height() + gap;
  }
  const double scale = seal.empty() ? 0 : seal_size / std::max(seal.width, seal.height), seal_height = seal.height * scale;
  const double over = std::max(0.0, (seal_height - last_two) / 2);  // that the seal stands out above and below its lines
  const double above = std::max(0.0, over - (text_height - last_two)), right_height = above + text_height + over;
  const double height = std::max(left_block->height(), right_height);
  keep(height);
  draw(*left_block, left, y_, 0, left_block->lines.size());
  const double x = right - width * share;
  double y = y_ + (height - right_height) / 2 + above;
  for (const auto& block : blocks) {
    draw(*block, x, y, 0, block->lines.size());
    y += block->height() + gap;
  }
  if (!seal.empty() && drawing_->canvas)
    drawing_->canvas->picture(seal, x + (width * share - seal.width * scale) / 2, y - (last_two + seal_height) / 2,
                              seal.width * scale, seal_height);
  y_ += height + 4;
}

void PageFlow::cut(const std::string& word) {
  const auto block = layout(word, {8, false, false, Align::centre, ink::quiet}, 150);
  keep(block->height() + 4);
  const double y = y_ + block->height() / 2;
  line(left, y, left + width / 2 - 78, y, 0.6, ink::quiet, 4, 3);
  line(left + width / 2 + 78, y, right, y, 0.6, ink::quiet, 4, 3);
  draw(*block, left + width / 2 - 75, y_, 0, block->lines.size());
  y_ += block->height() + 4;
}

}  // namespace claimpack::pack
