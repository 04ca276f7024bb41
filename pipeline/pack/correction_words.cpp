#include "pack/correction_words.hpp"

#include <cstdio>

#include "core/dates.hpp"
#include "pack/words.hpp"

namespace claimpack::pack {

namespace {

using core::Correction;
using core::CorrectionKind;

constexpr std::int64_t china_offset_minutes = 8 * 60;

std::string page_words(const core::Origin& page, bool english) {
  return page.file + (english ? " p. " + std::to_string(page.page) : " 第" + std::to_string(page.page) + "页");
}

std::string pages_words(const Correction& c, bool english) {
  std::string text;
  for (const auto& page : c.pages) text += (text.empty() ? "" : english ? ", " : "、") + page_words(page, english);
  return text.empty() ? page_words(c.document.page, english) : text;
}

std::string value_words(const Correction& c, bool english) {
  if (c.flag) return *c.flag ? (english ? "yes" : "是") : english ? "no" : "否";
  if (!c.is_list) return c.value;
  std::string text;
  for (const auto& each : c.list) text += (text.empty() ? "" : "；") + each;
  return text;
}

std::string cells_words(const Correction& c) {
  std::string text;
  for (const auto& [column, value] : c.cells) text += (text.empty() ? "" : " ") + value;
  return text;
}

std::string row_words(const Correction& c, bool english) {
  return c.row < 0 ? "" : english ? " row " + std::to_string(c.row + 1) : " 第" + std::to_string(c.row + 1) + "行";
}

std::string field_words(const Correction& c, bool english) {
  const auto cell = core::cell_name(c.field);
  if (!cell) return " " + c.field;
  return english ? " row " + std::to_string(cell->row + 1) + " " + cell->column
                 : " 第" + std::to_string(cell->row + 1) + "行 " + cell->column;
}

std::string with_reason(const std::string& text, const Correction& c, bool english) {
  return c.reason.empty() ? text : text + (english ? ": " : "：") + c.reason;
}

}  // namespace

std::string words_of(const Correction& c, bool en) {
  const auto say = [&](const char* chinese, const char* english) { return std::string(en ? english : chinese); };
  const std::string document = page_words(c.document.page, en);
  switch (c.kind) {
    case CorrectionKind::set_field: return document + field_words(c, en) + say(" 改为 ", " set to ") + value_words(c, en);
    case CorrectionKind::accept_field: return document + field_words(c, en) + say(" 确认 ", " confirmed ") + value_words(c, en);
    case CorrectionKind::clear_field: return document + field_words(c, en) + say(" 票面无此项", " is not on the paper");
    case CorrectionKind::add_item: return document + say(" 补录明细 ", " row added ") + cells_words(c);
    case CorrectionKind::remove_item: return document + say(" 删除明细", " row removed") + row_words(c, en);
    case CorrectionKind::set_kind: return pages_words(c, en) + say(" 定为 ", " is ") + kind_title(c.document_kind, en);
    case CorrectionKind::group_pages:
      return pages_words(c, en) + say(" 合为一份", " make one document") +
             (c.document_kind.empty() ? "" : say("：", ": ") + kind_title(c.document_kind, en));
    case CorrectionKind::turn_page: return pages_words(c, en) + say(" 旋转 ", " turned by ") + std::to_string(c.turn) + "°";
    case CorrectionKind::set_aside_page: return with_reason(pages_words(c, en) + say(" 移出", " taken out"), c, en);
    case CorrectionKind::restore_page: return pages_words(c, en) + say(" 恢复", " put back");
    case CorrectionKind::set_intake: return say("受理信息 ", "Intake ") + c.patch;
    case CorrectionKind::answer: return with_reason(c.rule + (c.yes ? say(" 是", " yes") : say(" 否", " no")), c, en);
    case CorrectionKind::dismiss_finding: return with_reason(c.rule + say(" 核实不成立", " dismissed"), c, en);
    case CorrectionKind::decision: return with_reason(say("决定 ", "Decision ") + c.state, c, en);
    case CorrectionKind::note: return c.reason;
  }
  return {};
}

std::string time_of(const Correction& correction) {
  if (correction.at_ms <= 0) return {};
  const std::int64_t minutes = correction.at_ms / 60'000 + china_offset_minutes;
  const auto day = core::add_days({1970, 1, 1}, int(minutes / (24 * 60)));
  char clock[8];
  std::snprintf(clock, sizeof clock, "%02d:%02d", int(minutes / 60 % 24), int(minutes % 60));
  return core::format_date(day) + " " + clock;
}

}  // namespace claimpack::pack
