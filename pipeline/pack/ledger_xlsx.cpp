// The workbook. libxlsxwriter lives here; it writes files only, so a scratch file is written and read back.
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>

#include "core/text.hpp"
#include "pack/ledger.hpp"

namespace claimpack::pack {
namespace {

constexpr std::size_t cell_characters_max = 32767;  // Excel's own limit
constexpr time_t fixed_time = 1767225600;           // 2026-01-01: the workbook says nothing of the clock

struct Formats {
  lxw_format *head, *text, *cut, *money, *count, *sum_text, *sum_money;
  explicit Formats(lxw_workbook* book)
      : head(workbook_add_format(book)),
        text(workbook_add_format(book)),
        cut(workbook_add_format(book)),
        money(workbook_add_format(book)),
        count(workbook_add_format(book)),
        sum_text(workbook_add_format(book)),
        sum_money(workbook_add_format(book)) {
    for (lxw_format* each : {head, sum_text, sum_money}) format_set_bold(each);
    format_set_bg_color(head, 0xE7EDF0);
    format_set_bottom(head, LXW_BORDER_THIN);
    format_set_align(head, LXW_ALIGN_VERTICAL_CENTER);
    for (lxw_format* each : {text, cut}) format_set_num_format(each, "@");
    for (lxw_format* each : {head, text}) format_set_text_wrap(each);
    for (lxw_format* each : {text, cut, money, count}) format_set_align(each, LXW_ALIGN_VERTICAL_TOP);
    for (lxw_format* each : {money, sum_money}) format_set_num_format(each, "#,##0.00");
    for (lxw_format* each : {sum_text, sum_money}) format_set_top(each, LXW_BORDER_THIN);
  }
};

// A workbook holds no control characters, and a cell not more than Excel takes.
std::string plain(const std::string& text) {
  std::u32string kept;
  for (char32_t c : core::to_u32(text))
    if ((c >= 0x20 || c == '\n') && c != 0xfffe && c != 0xffff && kept.size() < cell_characters_max) kept += c;
  return core::to_utf8(kept);
}

void write_cell(lxw_worksheet* to, lxw_row_t row, lxw_col_t column, const Cell& cell, lxw_format* text, const Formats& formats) {
  switch (cell.kind) {
    case Cell::Kind::money: worksheet_write_number(to, row, column, double(cell.fen) / 100, formats.money); return;
    case Cell::Kind::count: worksheet_write_number(to, row, column, cell.count, formats.count); return;
    case Cell::Kind::text:
      if (!cell.text.empty()) worksheet_write_string(to, row, column, plain(cell.text).c_str(), text);
  }
}

// How high the row must be for its longest cell: not every program finds that out by itself. A Han character takes two places.
double height_of(const Sheet& sheet, const std::vector<Cell>& cells) {
  double lines = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    double places = 0;
    for (char32_t c : core::to_u32(cells[i].text)) places += c < 0x2000 ? 1.1 : 2.1;
    if (!sheet.columns[i].cut) lines = std::max(lines, std::ceil(places / sheet.columns[i].width));
  }
  return 15 * std::min(lines, 20.0);
}

// A formula, so that who filters or mends rows sees the sum follow; with its value, so that every reader shows it.
void write_sums(lxw_worksheet* to, const Sheet& sheet, const Formats& formats) {
  const auto last = static_cast<lxw_row_t>(sheet.rows.size());
  worksheet_write_string(to, last + 1, 0, "合计", formats.sum_text);
  for (lxw_col_t column = 1; column < sheet.columns.size(); ++column) {
    if (!sheet.columns[column].is_money) {
      worksheet_write_blank(to, last + 1, column, formats.sum_text);
      continue;
    }
    core::Fen sum = 0;
    for (const auto& row : sheet.rows)
      if (row[column].kind == Cell::Kind::money) sum += row[column].fen;
    char letters[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(letters, column, LXW_FALSE);
    const std::string name = letters;
    const std::string formula = "=SUBTOTAL(109," + name + "2:" + name + std::to_string(last + 1) + ")";
    worksheet_write_formula_num(to, last + 1, column, formula.c_str(), formats.sum_money, double(sum) / 100);
  }
}

void write_sheet(lxw_workbook* book, const Sheet& sheet, const Formats& formats) {
  lxw_worksheet* to = workbook_add_worksheet(book, sheet.title.c_str());
  bool sums = false;
  for (lxw_col_t column = 0; column < sheet.columns.size(); ++column) {
    const Sheet::Column& each = sheet.columns[column];
    worksheet_set_column(to, column, column, each.width, nullptr);
    worksheet_write_string(to, 0, column, each.title.c_str(), formats.head);
    sums = sums || each.is_money;
  }
  lxw_row_t row = 0;
  for (const auto& cells : sheet.rows) {
    ++row;
    worksheet_set_row(to, row, height_of(sheet, cells), nullptr);
    for (lxw_col_t column = 0; column < cells.size(); ++column)
      write_cell(to, row, column, cells[column], sheet.columns[column].cut ? formats.cut : formats.text, formats);
  }
  worksheet_set_row(to, 0, 32, nullptr);
  worksheet_freeze_panes(to, 1, 1);
  worksheet_autofilter(to, 0, 0, row, static_cast<lxw_col_t>(sheet.columns.size() - 1));
  worksheet_set_landscape(to);
  worksheet_set_paper(to, 9);  // A4
  worksheet_fit_to_pages(to, 1, 0);
  worksheet_repeat_rows(to, 0, 0);
  worksheet_set_margins(to, 0.4, 0.4, 0.5, 0.5);
  worksheet_print_area(to, 0, 0, row + (sums && row > 0), static_cast<lxw_col_t>(sheet.columns.size() - 1));
  if (sums && row > 0) write_sums(to, sheet, formats);
}

}  // namespace

core::Result<std::string> ledger_xlsx(const Ledger& ledger, const std::filesystem::path& scratch) {
  std::error_code ignored;
  const std::filesystem::path file = scratch / ".ledger.xlsx.partial";
  std::string folder = scratch.string();
  const std::string name = file.string();
  lxw_workbook_options options{};
  options.tmpdir = folder.data();
  const core::Error failure{core::ErrorCode::disk, "The workbook cannot be written", name,
                            "Choose a folder that may be written to"};
  if (!std::filesystem::is_directory(scratch, ignored)) return failure;  // the library would complain on standard error
  lxw_workbook* book = workbook_new_opt(name.c_str(), &options);
  if (!book) return failure;
  lxw_doc_properties properties{};
  properties.created = fixed_time;
  workbook_set_properties(book, &properties);
  const Formats formats(book);
  write_sheet(book, ledger.claims, formats);
  write_sheet(book, ledger.bills, formats);
  if (!ledger.others.rows.empty()) write_sheet(book, ledger.others, formats);
  const lxw_error closed = workbook_close(book);
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(file, ignored);
  if (closed != LXW_NO_ERROR || bytes.empty()) return failure;
  return bytes;
}

}  // namespace claimpack::pack
