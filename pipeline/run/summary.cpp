#include "run/summary.hpp"

#include <nlohmann/json.hpp>

#include "pack/words.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::ordered_json;

std::string outcome_of(const ClaimReport& report, Language language) {
  const bool english = language == Language::en;
  if (!report.outcome) return english ? "not processed" : "未能处理";
  switch (*report.outcome) {
    case core::Outcome::complete: return english ? "complete" : "齐全";
    case core::Outcome::supplement: return english ? "supplement" : "待补正";
    case core::Outcome::review: return english ? "review" : "待审核";
    case core::Outcome::rejected: return english ? "rejected" : "建议不予受理";
  }
  return "";
}

std::string findings_of(const ClaimReport& report, Language language) {
  static const char* chinese[] = {"提示", "审核", "补正", "不予受理"};
  std::string text;
  for (int severity = 3; severity >= 0; --severity) {
    const int count = report.findings[std::size_t(severity)];
    if (!count) continue;
    const char* word = language == Language::en ? core::name_of(core::Severity(severity)) : chinese[severity];
    text += (text.empty() ? "" : " · ") + std::string(word) + " " + std::to_string(count);
  }
  return text.empty() ? "—" : text;
}

std::vector<std::string> cells_of(const ClaimReport& report, Language language) {
  const bool english = language == Language::en;
  return {report.claim_id,
          report.region.empty() ? "—" : report.region,
          report.claim_type.empty() ? "—" : pack::claim_type_title(report.claim_type, english),
          std::to_string(report.pages),
          outcome_of(report, language),
          report.error ? "—" : findings_of(report, language),
          fixed(report.seconds, 1)};
}

// "补正材料一次性告知书 notice.pdf；不予受理通知书 rejection.pdf（待确认，不得交付）"
std::string papers_of(const ClaimReport& claim, bool english) {
  std::string text;
  for (const core::Paper& paper : claim.papers) {
    if (!text.empty()) text += english ? "; " : "；";
    text += english ? paper.file : paper.title + " " + paper.file;
    if (paper.proposal) text += english ? " (proposal, to be confirmed)" : "（建议稿，待经办人员确认，不得交付）";
  }
  return text;
}

// What went wrong or is worth knowing, a line each.
std::string remarks(const BatchReport& batch, Language language) {
  const bool english = language == Language::en;
  std::string text;
  const auto add = [&](const std::string& mark, const std::string& line) { text += mark + line + "\n"; };
  if (!batch.warning.empty()) add(english ? "warning: " : "注意：", batch.warning);
  for (const ClaimReport& claim : batch.claims) {
    const std::string place = claim.claim_id + (english ? ": " : "：");
    if (!claim.papers.empty()) add(english ? "letters: " : "文书：", place + papers_of(claim, english));
    for (const auto& warning : claim.warnings) add(english ? "warning: " : "注意：", warning);
    if (claim.error) add(english ? "error: " : "错误：", place + say(*claim.error, language));
    for (const auto& file : claim.set_aside)
      if (file.error) add(english ? "error: " : "错误：", place + say(*file.error, language));
      else add(english ? "set aside: " : "未采用：", place + file.file + "（" + file.reason + "）");
  }
  return text;
}

json error_json(const core::Error& error) {
  return {{"code", int(error.code)},
          {"what", error.what},
          {"place", error.place},
          {"cure", error.cure},
          {"message", core::sentence_zh(error)}};
}

json claim_json_of(const ClaimReport& claim) {
  json each = {{"claim_id", claim.claim_id},   {"source", claim.source.string()}, {"folder", claim.folder.string()},
               {"region", claim.region},       {"claim_type", claim.claim_type},  {"pages", claim.pages},
               {"pages_not_read", claim.lost}, {"seconds", claim.seconds},        {"cpu_seconds", claim.times.sum()}};
  each["outcome"] = claim.outcome ? json(core::name_of(*claim.outcome)) : json(nullptr);
  for (int severity = 0; severity < 4; ++severity)
    each["findings"][core::name_of(core::Severity(severity))] = claim.findings[std::size_t(severity)];
  each["papers"] = json::array();
  for (const auto& paper : claim.papers)
    each["papers"].push_back(
        {{"file", paper.file}, {"title", paper.title}, {"serial", paper.serial}, {"proposal", paper.proposal}});
  each["warnings"] = claim.warnings;
  each["set_aside"] = json::array();
  for (const auto& file : claim.set_aside) {
    json place = {{"file", file.file}, {"reason", file.reason}};
    if (file.error) place["error"] = error_json(*file.error);
    each["set_aside"].push_back(std::move(place));
  }
  if (claim.error) each["error"] = error_json(*claim.error);
  return each;
}

}  // namespace

std::string say(const core::Error& error, Language language) {
  if (language == Language::en) return core::sentence(error);
  core::Error detail = error;
  detail.place.clear();
  return core::sentence_zh(error) + "（" + core::sentence(detail) + "）";
}

std::string line_of(const ClaimReport& report, Language language) {
  const auto cells = cells_of(report, language);
  const bool english = language == Language::en;
  return cells[0] + "  " + cells[3] + (english ? " pages  " : " 页  ") + cells[4] + "  " + cells[5] + "  " + cells[6] +
         (english ? " s" : " 秒");
}

std::string summary_text(const BatchReport& batch, Language language) {
  const bool english = language == Language::en;
  std::vector<std::vector<std::string>> rows;
  if (english) rows.push_back({"claim", "region", "type", "pages", "outcome", "findings", "seconds"});
  else rows.push_back({"案卷", "参保地", "类型", "页数", "结论", "问题", "用时（秒）"});
  int complete = 0, failed = 0;
  for (const ClaimReport& claim : batch.claims) {
    rows.push_back(cells_of(claim, language));
    failed += !claim.outcome;
    complete += claim.outcome == core::Outcome::complete;
  }
  std::string text = table(rows, {3, 6}) + remarks(batch, language);
  const int all = int(batch.claims.size()), person = all - complete - failed;
  const std::string speed = fixed(batch.seconds > 0 ? batch.pages() / batch.seconds * 60 : 0, 0),
                    seconds = fixed(batch.seconds, 1);
  const auto n = [](int count) { return std::to_string(count); };
  if (english)
    text += n(all) + " claims: " + n(complete) + " complete, " + n(person) + " need a person, " + n(failed) + " not processed; " +
            n(batch.pages()) + " pages in " + seconds + " s, " + speed + " pages/min\n";
  else
    text += "共 " + n(all) + " 件：齐全 " + n(complete) + " 件，需人工 " + n(person) + " 件，未能处理 " + n(failed) + " 件；" +
            n(batch.pages()) + " 页，用时 " + seconds + " 秒，每分钟 " + speed + " 页\n";
  return text;
}

std::string summary_json(const BatchReport& batch, Exit exit) {
  json all = {{"schema", 1}, {"claims", json::array()}};
  for (const ClaimReport& claim : batch.claims) all["claims"].push_back(claim_json_of(claim));
  all["pages"] = batch.pages();
  all["seconds"] = batch.seconds;
  all["cpu_seconds"] = batch.cpu_seconds;
  all["peak_memory_mb"] = batch.peak_memory_mb;
  all["models"] = batch.models;
  if (!batch.warning.empty()) all["warning"] = batch.warning;
  all["exit_code"] = code_of(exit);
  return all.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace claimpack::run
