#include "pack/notice_data.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace claimpack::pack {
namespace {

using core::Error;
using core::ErrorCode;

constexpr int days_max = 400;

std::vector<std::string> parted(const std::string& text, char by) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == by) parts.emplace_back();
    else parts.back() += c;
  return parts;
}

struct Line {
  int number = 0;
  std::vector<std::string> fields;
};

std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> lines;
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty() && line[0] != '#') lines.push_back({number, parted(line, '\t')});
  }
  return lines;
}

// "10w": ten working days; "15d": fifteen days. 0 where it is neither.
std::pair<int, bool> days_of(const std::string& text) {
  if (text.size() < 2 || text.size() > 4) return {0, false};
  const std::string digits = text.substr(0, text.size() - 1);
  const char unit = text.back();
  if (digits.find_first_not_of("0123456789") != std::string::npos || (unit != 'w' && unit != 'd')) return {0, false};
  const int days = std::stoi(digits);
  return {days <= days_max ? days : 0, unit == 'w'};
}

template <class T>
bool one_of(const std::string& text, const std::vector<std::pair<const char*, T>>& words, T& into) {
  for (const auto& [word, value] : words)
    if (text == word) {
      into = value;
      return true;
    }
  return false;
}

// What is wrong with the line; empty: nothing.
std::string take_limit(const std::vector<std::string>& fields, TimeLimit& limit) {
  using What = TimeLimit::What;
  using From = TimeLimit::From;
  if (fields.size() != 10) return "ten fields parted by tabs are expected, not " + std::to_string(fields.size());
  if (!one_of<What>(fields[0], {{"decision", What::decision}, {"inquiry", What::inquiry}}, limit.what))
    return "`" + fields[0] + "` is neither decision nor inquiry";
  limit.pack = fields[1];
  if (fields[2] != "*") limit.claim_types = parted(fields[2], ',');
  if (fields[3] != "-") {
    const auto total = core::parse_money(fields[3]);
    if (!total || *total <= 0) return "`" + fields[3] + "` is no amount";
    limit.total_below = *total;
  }
  std::tie(limit.days, limit.working) = days_of(fields[4]);
  if (limit.days == 0) return "`" + fields[4] + "` is no number of days";
  if (fields[5] != "-") {
    const auto [days, working] = days_of(fields[5]);
    if (days <= limit.days || working != limit.working) return "`" + fields[5] + "` is no longer time of the same sort";
    limit.at_most = days;
  }
  if (!one_of<From>(fields[6], {{"application", From::application}, {"complete", From::complete}, {"request", From::request}},
                    limit.from))
    return "`" + fields[6] + "` is neither application nor complete nor request";
  if (fields[7] != "-") {
    if (!core::parse_iso(fields[7])) return "`" + fields[7] + "` is no day";
    limit.since = fields[7];
  }
  limit.rule = fields[8], limit.citation = fields[9];
  return limit.pack.empty() || limit.rule.empty() || limit.citation.empty() ? "pack, rule and citation must be said" : "";
}

Error refusal(const std::string& name, const Line& line, const std::string& what) {
  return {ErrorCode::bad_input, what, name + ":" + std::to_string(line.number), "See the first lines of the file"};
}

core::Result<std::string> content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open())
    return Error{ErrorCode::missing_part, "The notices' data cannot be read", path.string(),
                 "Bring the folder templates/notices"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

core::Result<std::vector<TimeLimit>> parse_time_limits(const std::string& text, const std::string& name) {
  std::vector<TimeLimit> limits;
  for (const Line& line : lines_of(text)) {
    TimeLimit limit;
    if (const std::string wrong = take_limit(line.fields, limit); !wrong.empty()) return refusal(name, line, wrong);
    limits.push_back(std::move(limit));
  }
  return limits;
}

core::Result<std::vector<Question>> parse_questions(const std::string& text, const std::string& name) {
  std::vector<Question> questions;
  for (const Line& line : lines_of(text)) {
    if (line.fields.size() != 2 || line.fields[0].empty() || line.fields[1].empty())
      return refusal(name, line, "rule and question are expected, parted by a tab");
    for (const Question& known : questions)
      if (known.rule == line.fields[0]) return refusal(name, line, "`" + line.fields[0] + "` was asked before");
    questions.push_back({line.fields[0], line.fields[1]});
  }
  return questions;
}

core::Result<std::vector<Transfer>> parse_transfers(const std::string& text, const std::string& name) {
  std::vector<Transfer> transfers;
  for (const Line& line : lines_of(text)) {
    const auto& fields = line.fields;
    if (fields.size() != 4 || std::any_of(fields.begin(), fields.end(), [](const std::string& one) { return one.empty(); }))
      return refusal(name, line, "rule, words, matter and basis are expected, parted by tabs");
    transfers.push_back({fields[0], fields[1] == "-" ? std::string() : fields[1], fields[2], fields[3]});
  }
  return transfers;
}

core::Result<std::vector<ErrandPlace>> parse_errands(const std::string& text, const std::string& name) {
  std::vector<ErrandPlace> places;
  for (const Line& line : lines_of(text)) {
    ErrandPlace place;
    const auto& fields = line.fields;
    if (fields.size() != 3 || fields[1].empty()) return refusal(name, line, "paper or fault, what and where are expected");
    if (!one_of<bool>(fields[0], {{"paper", false}, {"fault", true}}, place.of_fault))
      return refusal(name, line, "`" + fields[0] + "` is neither paper nor fault");
    if (!one_of<Errand>(fields[2],
                        {{"cashier", Errand::cashier},
                         {"records", Errand::records},
                         {"physician", Errand::physician},
                         {"referrer", Errand::referrer},
                         {"seller", Errand::seller},
                         {"agency", Errand::agency},
                         {"self", Errand::self}},
                        place.where))
      return refusal(name, line, "`" + fields[2] + "` is no place");
    place.what = fields[1];
    for (const ErrandPlace& known : places)
      if (known.of_fault == place.of_fault && known.what == place.what)
        return refusal(name, line, "`" + place.what + "` stood before");
    places.push_back(std::move(place));
  }
  return places;
}

core::Result<std::vector<Rights>> parse_rights(const std::string& text, const std::string& name) {
  const auto number = [](const std::string& digits) {
    return digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos ? 0
                                                                                                              : std::stoi(digits);
  };
  std::vector<Rights> all;
  for (const Line& line : lines_of(text)) {
    const auto& fields = line.fields;
    if (fields.size() != 4 || fields[3].empty()) return refusal(name, line, "since, days, months and citation are expected");
    Rights rights{fields[0] == "-" ? std::string() : fields[0], number(fields[1]), number(fields[2]), fields[3]};
    if (!rights.since.empty() && !core::parse_iso(rights.since)) return refusal(name, line, "`" + rights.since + "` is no day");
    if (rights.review_days == 0 || rights.action_months == 0) return refusal(name, line, "days and months are whole numbers");
    if (!all.empty() && rights.since <= all.back().since) return refusal(name, line, "the days do not rise");
    all.push_back(std::move(rights));
  }
  return all;
}

Rights rights_on(const NoticeData& data, const std::string& day) {
  Rights found;
  for (const Rights& each : data.rights)
    if (day.empty() || each.since <= day) found = each;
  return found;
}

Errand errand_for(const NoticeData& data, const std::string& kind) {
  for (const ErrandPlace& place : data.errands)
    if (!place.of_fault && place.what == kind) return place.where;
  return Errand::self;
}

Errand errand_for_fault(const NoticeData& data, const std::string& rule, Errand of_paper) {
  for (const ErrandPlace& place : data.errands)
    if (place.of_fault && rule.rfind(place.what, 0) == 0) return place.where;
  return of_paper;
}

core::Result<std::shared_ptr<const NoticeData>> load_notice_data(const std::filesystem::path& folder) {
  auto data = std::make_shared<NoticeData>();
  const auto days = content(folder / "workdays.tsv"), limits = content(folder / "time_limits.tsv"),
             questions = content(folder / "inquiries.tsv"), transfers = content(folder / "transfers.tsv"),
             errands = content(folder / "errands.tsv"), rights = content(folder / "rights.tsv");
  for (const auto* text : {&days, &limits, &questions, &transfers, &errands, &rights})
    if (!*text) return text->error();
  auto calendar = core::WorkCalendar::parse(days.value(), "workdays.tsv");
  if (!calendar) return calendar.error();
  data->calendar = std::move(calendar).value();
  auto parsed = parse_time_limits(limits.value(), "time_limits.tsv");
  if (!parsed) return parsed.error();
  data->limits = std::move(parsed).value();
  auto asked = parse_questions(questions.value(), "inquiries.tsv");
  if (!asked) return asked.error();
  data->questions = std::move(asked).value();
  auto handed_over = parse_transfers(transfers.value(), "transfers.tsv");
  if (!handed_over) return handed_over.error();
  data->transfers = std::move(handed_over).value();
  auto places = parse_errands(errands.value(), "errands.tsv");
  if (!places) return places.error();
  data->errands = std::move(places).value();
  auto contested = parse_rights(rights.value(), "rights.tsv");
  if (!contested) return contested.error();
  data->rights = std::move(contested).value();
  return std::shared_ptr<const NoticeData>(std::move(data));
}

std::vector<TimeLimit> limits_of(const NoticeData& data, const core::Claim& claim, TimeLimit::What what, core::Fen total) {
  std::vector<std::string> packs = claim.layers;
  if (packs.empty()) packs = {claim.region, "national"};
  const std::string& day = claim.intake.submitted_on;
  std::vector<TimeLimit> found;
  for (const std::string& pack : packs)
    for (const TimeLimit& limit : data.limits) {
      if (limit.pack != pack || limit.what != what) continue;
      if (!limit.since.empty() && !day.empty() && day < limit.since) continue;
      if (limit.total_below > 0 && (total <= 0 || total >= limit.total_below)) continue;
      const auto& types = limit.claim_types;
      if (!types.empty() && std::find(types.begin(), types.end(), claim.claim_type) == types.end()) continue;
      found.push_back(limit);
      break;
    }
  return found;
}

}  // namespace claimpack::pack
