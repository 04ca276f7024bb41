// 费用清单: a ruled table by date whose pages carry their sums, and one by category with subtotals.
#include <algorithm>
#include <functional>

#include "papers.hpp"
#include "stamps.hpp"

namespace claimpack::samples {

namespace {

constexpr double width = 210, height = 297, left = 11, right = 199;

struct Column {
  const char* title;
  double w;
  Align align;
  std::function<std::string(const Row&, std::size_t)> value;
};

std::vector<Column> ruled_columns() {
  return {{"序号", 9, Align::centre, [](const Row&, std::size_t i) { return std::to_string(i + 1); }},
          {"日期", 21, Align::centre, [](const Row& r, std::size_t) { return core::format_date(r.date); }},
          {"项目名称", 58, Align::left, [](const Row& r, std::size_t) { return r.name; }},
          {"规格", 29, Align::left, [](const Row& r, std::size_t) { return r.spec; }},
          {"单位", 10, Align::centre, [](const Row& r, std::size_t) { return r.unit; }},
          {"单价", 18, Align::right, [](const Row& r, std::size_t) { return core::format_money(r.price); }},
          {"数量", 12, Align::right, [](const Row& r, std::size_t) { return std::to_string(r.quantity); }},
          {"金额", 20, Align::right, [](const Row& r, std::size_t) { return core::format_money(r.amount()); }},
          {"等级", 11, Align::centre, [](const Row& r, std::size_t) { return r.insurance_class; }}};
}

std::vector<Column> grouped_columns() {
  return {{"项目编码", 38, Align::left, [](const Row& r, std::size_t) { return r.code; }},
          {"项目名称", 62, Align::left, [](const Row& r, std::size_t) { return r.name; }},
          {"单位", 14, Align::centre, [](const Row& r, std::size_t) { return r.unit; }},
          {"数量", 14, Align::right, [](const Row& r, std::size_t) { return std::to_string(r.quantity); }},
          {"单价（元）", 22, Align::right, [](const Row& r, std::size_t) { return core::format_money(r.price); }},
          {"金额（元）", 24, Align::right, [](const Row& r, std::size_t) { return core::format_money(r.amount()); }},
          {"医保", 14, Align::centre, [](const Row& r, std::size_t) { return r.insurance_class; }}};
}

// What stands on one page: rows and the lines between them.
struct Line {
  enum class Kind { row, group, sum } kind = Kind::row;
  Row row;
  std::size_t number = 0;
  std::string text;
  Fen amount = 0;
};

struct ListWords {
  Episode episode;
  ListPaper paper;
  bool inpatient = true;
  std::string patient;
  std::vector<Row> rows;
  std::size_t pages = 1;
};

double head(Canvas& c, const ListWords& w) {
  const Episode& e = w.episode;
  c.text(width / 2, 12, e.hospital.name, {.size = 16, .family = serif, .bold = true, .align = Align::centre});
  const char* title = w.inpatient ? (w.paper.grouped ? "住院患者费用汇总清单" : "住院费用明细清单") : "门诊费用清单";
  c.text(width / 2, 20.5, title, {.size = 13, .align = Align::centre, .spacing = 1.5});
  const Style style{.size = 9};
  double x = c.field(left, 30, "姓名", w.patient, style);
  x = c.field(x + 7, 30, "性别", e.patient.sex, style);
  x = c.field(x + 7, 30, "科室", e.department, style);
  if (!e.bed.empty()) x = c.field(x + 7, 30, "床号", e.bed, style);
  c.field(x + 7, 30, w.inpatient ? "住院号" : "门诊号", e.number, style);
  double y = 35.5;
  if (w.inpatient) {
    x = c.field(left, y, "入院日期", core::format_date(e.from), style);
    x = c.field(x + 7, y, "出院日期", core::format_date(e.to), style);
  } else {
    x = c.field(left, y, "就诊日期", core::format_date(e.from), style);
  }
  if (!w.paper.bill_code.empty()) {
    y += 5.5;
    x = c.field(left, y, "所属电子票据代码", w.paper.bill_code, style);
    c.field(x + 7, y, "所属电子票据号码", w.paper.bill_number, style);
  }
  return y + 6.5;
}

void cells(Canvas& c, const std::vector<Column>& columns, double y, double h, const Row& row, std::size_t number, double size) {
  double x = left;
  for (const Column& column : columns) {
    c.cell({x, y, column.w, h}, column.value(row, number), {.size = size, .align = column.align});
    x += column.w;
  }
}

void titles(Canvas& c, const std::vector<Column>& columns, double y, double h) {
  double x = left;
  for (const Column& column : columns) {
    c.cell({x, y, column.w, h}, column.title, {.size = 9, .bold = true, .align = Align::centre});
    x += column.w;
  }
}

void foot(Canvas& c, const ListWords& w, std::size_t page, double y) {
  const bool last = page + 1 == w.pages;
  if (last) {
    const std::string total = core::format_money(total_of(w.rows));
    c.text(left + 1, y + 2, "合计金额：" + total + " 元", {.size = 10, .bold = true});
    c.text(right, y + 2, "打印日期：" + core::format_date(w.episode.to), {.size = 9, .align = Align::right});
    round_seal(c, 158, y + 19, 16, w.episode.hospital.name, w.inpatient ? "住院收费专用章" : "收费专用章");
  }
  const std::string count = "第 " + std::to_string(page + 1) + " 页  共 " + std::to_string(w.pages) + " 页";
  c.text(width / 2, 283, count, {.size = 9, .align = Align::centre});
  sample_note(c, width, height);
}

void ruled_page(Canvas& c, const ListWords& w, std::size_t page) {
  constexpr double row_height = 6.4;
  const auto columns = ruled_columns();
  double y = head(c, w);
  const double top = y;
  const std::size_t first = page * w.paper.per_page, end = std::min(w.rows.size(), first + w.paper.per_page);
  titles(c, columns, y, row_height);
  Fen before = 0, here = 0;
  for (std::size_t i = 0; i < first; ++i) before += w.rows[i].amount();
  const auto sum_row = [&](const std::string& name, Fen amount) {
    y += row_height;
    c.line(left, y, right, y, 0.15);
    c.cell({left + 30, y, 58, row_height}, name, {.size = 9});
    c.cell({left + 157, y, 20, row_height}, core::format_money(amount), {.size = 8.5, .align = Align::right});
  };
  if (page > 0) sum_row("承前页", before);
  for (std::size_t i = first; i < end; ++i) {
    y += row_height;
    c.line(left, y, right, y, 0.15);
    cells(c, columns, y, row_height, w.rows[i], i, 8.5);
    here += w.rows[i].amount();
  }
  sum_row(page + 1 < w.pages ? "本页小计" : "小计", here);
  if (page + 1 < w.pages) sum_row("转下页", before + here);
  y += row_height;
  c.rect({left, top, right - left, y - top}, 0.3);
  double x = left;
  for (const Column& column : columns) {
    if (x > left) c.line(x, top, x, y, 0.15);
    x += column.w;
  }
  foot(c, w, page, y);
}

std::vector<Line> grouped_lines(const std::vector<Row>& rows) {
  std::vector<std::string> order;
  for (const Row& row : rows)
    if (std::find(order.begin(), order.end(), row.category) == order.end()) order.push_back(row.category);
  std::vector<Line> lines;
  for (const std::string& category : order) {
    Fen sum = 0;
    lines.push_back({Line::Kind::group, {}, 0, category});
    for (const Row& row : rows)
      if (row.category == category) lines.push_back({Line::Kind::row, row}), sum += row.amount();
    lines.push_back({Line::Kind::sum, {}, 0, category + "小计", sum});
  }
  return lines;
}

void grouped_page(Canvas& c, const ListWords& w, std::size_t page, const std::vector<Line>& lines) {
  constexpr double row_height = 5.8;
  const auto columns = grouped_columns();
  double y = head(c, w);
  c.line(left, y, right, y, 0.4);
  titles(c, columns, y, row_height + 0.6);
  y += row_height + 0.6;
  c.line(left, y, right, y, 0.2);
  const std::size_t end = std::min(lines.size(), (page + 1) * w.paper.per_page);
  for (std::size_t i = page * w.paper.per_page; i < end; ++i, y += row_height) {
    const Line& line = lines[i];
    if (line.kind == Line::Kind::group) {
      c.cell({left, y, 80, row_height}, "【" + line.text + "】", {.size = 9, .bold = true});
    } else if (line.kind == Line::Kind::row) {
      cells(c, columns, y, row_height, line.row, 0, 8.5);
    } else {
      c.cell({left + 100, y, 50, row_height}, line.text, {.size = 8.5, .align = Align::right});
      c.cell({left + 150, y, 24, row_height}, core::format_money(line.amount), {.size = 8.5, .align = Align::right});
      c.line(left, y + row_height, right, y + row_height, 0.1, grey);
    }
  }
  c.line(left, y, right, y, 0.4);
  foot(c, w, page, y);
}

Json item_of(const Row& row, bool grouped) {
  Json item;
  if (!grouped) item["date"] = core::format_date(row.date);
  if (grouped) item["code"] = row.code;
  item["name"] = row.name;
  if (grouped) item["category"] = row.category;
  if (!grouped && !row.spec.empty()) item["spec"] = row.spec;
  item["unit"] = row.unit;
  item["unit_price"] = core::format_money(row.price);
  item["quantity"] = std::to_string(row.quantity);
  item["amount"] = core::format_money(row.amount());
  item["insurance_class"] = row.insurance_class;
  return item;
}

}  // namespace

Document expense_list(const Episode& e, const ListPaper& paper, bool inpatient) {
  ListWords w{e, paper, inpatient, paper.patient_name.value_or(e.patient.name), e.rows};
  w.rows.insert(w.rows.end(), paper.extra.begin(), paper.extra.end());
  const auto lines = grouped_lines(w.rows);
  const std::size_t count = paper.grouped ? lines.size() : w.rows.size();
  w.pages = (count + paper.per_page - 1) / paper.per_page;
  Document document{"expense_list", paper.grouped ? "by_category" : "ruled_by_date"};
  for (std::size_t page = 0; page < w.pages; ++page)
    document.papers.push_back({width, height, [=](Canvas& c) {
                                 if (paper.grouped) grouped_page(c, w, page, lines);
                                 else ruled_page(c, w, page);
                               }});
  Json& f = document.fields;
  f["hospital_name"] = e.hospital.name;
  f["patient_name"] = w.patient;
  f[inpatient ? "inpatient_number" : "outpatient_number"] = e.number;
  f["department"] = e.department;
  if (!e.bed.empty()) f["bed"] = e.bed;
  if (inpatient) f["admission_date"] = core::format_date(e.from), f["discharge_date"] = core::format_date(e.to);
  if (!paper.bill_code.empty()) f["bill_code"] = paper.bill_code, f["bill_number"] = paper.bill_number;
  f["total_amount"] = core::format_money(total_of(w.rows));
  document.items = Json::array();
  if (paper.grouped) {
    for (const Line& line : lines)
      if (line.kind == Line::Kind::row) document.items.push_back(item_of(line.row, true));
  } else {
    for (const Row& row : w.rows) document.items.push_back(item_of(row, false));
  }
  return document;
}

}  // namespace claimpack::samples
