// Letters that the claimant or an agent writes: signed, and saying what such a letter must say.
#include <algorithm>

#include "check/cross_checks.hpp"
#include "check/names.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

using core::Absence;

// "injury_statement.injury_time=受伤时间"
struct Duty {
  std::string field, title;
};

std::vector<Duty> duties_of(const Dossier& dossier, int letter) {
  std::vector<Duty> duties;
  const auto prefix = dossier.at(letter).kind + ".";
  for (const auto& entry : dossier.words("letter_fields")) {
    const auto title = entry.find('=');
    if (entry.rfind(prefix, 0) == 0 && title != std::string::npos)
      duties.push_back({entry.substr(prefix.size(), title - prefix.size()), entry.substr(title + 1)});
  }
  return duties;
}

// Dates that the words of a letter bear, however they are written.
std::vector<core::Date> dates_in(const std::string& text) {
  std::vector<core::Date> dates;
  std::string token;
  const auto end_token = [&] {
    if (const auto date = core::parse_date(token)) dates.push_back(*date);
    token.clear();
  };
  for (const char32_t c : core::to_u32(core::without_blanks(core::fold_width(text)))) {
    if (c >= U'0' && c <= U'9') token += static_cast<char>(c);
    else if (c == U'年' || c == U'月' || c == U'-' || c == U'/' || c == U'.') token += '-';
    else end_token();
  }
  end_token();
  return dates;
}

// Eighteen signs as an identity number has them, the last one X perhaps, or some of them masked.
bool has_identity_number(const std::string& text) {
  std::size_t run = 0;
  for (const char c : core::without_blanks(core::fold_width(text))) {
    const bool last = (c == 'x' || c == 'X') && run == 17;
    run = (c >= '0' && c <= '9') || c == '*' || last ? run + 1 : 0;
    if (run == 18) return true;
  }
  return false;
}

// The running words of a letter may say what no label names: whether they do, or perhaps do.
Truth said_in_words(const Dossier& dossier, int letter, const std::string& field) {
  const auto& paper = dossier.at(letter);
  const auto text = core::without_blanks(paper.all_text);
  const auto yes_if = [](bool found) { return found ? Truth::yes : Truth::no; };
  if (field == "name") {
    if (!dossier.claimant_name.empty() && plain(text).find(plain(dossier.claimant_name)) != std::string::npos) return Truth::yes;
    return has_identity_number(text) ? Truth::unknown : Truth::no;  // beside a number stands a name, however it was read
  }
  if (field == "id_number") return yes_if(has_identity_number(text));
  if (field == "issue_date")
    return dates_in(paper.all_text).empty() ? Truth::no : Truth::unknown;  // which of them is a person's to say
  if (field == "injury_time") {
    const auto written = dossier.date(letter, "issue_date");
    const auto dates = dates_in(paper.all_text);
    const bool another =
        std::any_of(dates.begin(), dates.end(), [&](const core::Date& day) { return !written || day != *written; });
    return another || contains_any(text, dossier.words("time_words")) ? Truth::yes : Truth::no;
  }
  if (field == "injury_place") return yes_if(contains_any(text, dossier.words("place_words")));
  if (field == "injury_course") return yes_if(contains_any(text, dossier.words("course_words")));
  return Truth::no;
}

// What the letter must say and does not: surely, or perhaps.
struct Gaps {
  std::string lacking, unclear;
  std::vector<core::Evidence> lacking_at, unclear_at;
};

Gaps gaps_of(const Dossier& dossier, int letter) {
  Gaps gaps;
  const bool good = dossier.on_good_page(letter);
  for (const auto& [field, title] : duties_of(dossier, letter)) {
    if (dossier.field(letter, field)) continue;
    const auto said = said_in_words(dossier, letter, field);
    if (said == Truth::yes) continue;
    const auto& absent = dossier.at(letter).absent;
    const auto why = absent.find(field);
    // What nobody can read may be it; a line that was left empty ("　年　月　日") is print, and no date.
    const bool empty = why == absent.end() || why->second != Absence::illegible;
    const bool sure = good && empty && said == Truth::no;
    auto& words = sure ? gaps.lacking : gaps.unclear;
    words += (words.empty() ? "" : "、") + title;
    (sure ? gaps.lacking_at : gaps.unclear_at).push_back(evidence(letter, field));
  }
  return gaps;
}

}  // namespace

void check_letters(const Dossier& dossier, Report& report) {
  for (const int letter : dossier.of({"commitment_letter", "injury_statement", "authorization_letter"})) {
    const auto title = dossier.title(letter);
    if (dossier.at(letter).signatures.empty())
      report.add("x.sign.letters", "unsigned", dossier.on_good_page(letter), {{"document", title}, {"what", "签名"}},
                 {evidence(letter, "signature")});
    auto gaps = gaps_of(dossier, letter);
    if (!gaps.lacking.empty())
      report.add("x.sign.letters", "incomplete", true, {{"document", title}, {"what", gaps.lacking}}, std::move(gaps.lacking_at));
    if (!gaps.unclear.empty())
      report.add("x.sign.letters", "unclear", false, {{"document", title}, {"what", gaps.unclear}}, std::move(gaps.unclear_at));
  }
}

}  // namespace claimpack::check
