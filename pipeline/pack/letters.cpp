#include "pack/letters.hpp"

#include <cctype>

#include "core/claim_state.hpp"
#include "pack/assemble.hpp"
#include "pack/letter_writer.hpp"

namespace claimpack::pack {
namespace {

struct Name {
  Letter letter;
  const char* file;
  const char* word;  // in its number
  const char* chinese;
  const char* english;
};

constexpr Name names[] = {
    {Letter::acceptance, "acceptance.pdf", "受", "受理通知书", "Notice of Acceptance"},
    {Letter::notice, "notice.pdf", "补", "补正材料一次性告知书", "Notice of Required Supplements"},
    {Letter::rejection, "rejection.pdf", "不受", "不予受理通知书", "Notice of Non-acceptance"},
    {Letter::payment, "partial-payment.pdf", "付", "医疗费用部分支付说明", "Statement of Partial Payment"},
    {Letter::inquiry, "inquiry.pdf", "协", "医疗费用协查函", "Request for Verification"},
    {Letter::transfer, "transfer.pdf", "移", "线索移送函", "Transfer of Leads"},
};

const Name& name(Letter letter) {
  for (const Name& each : names)
    if (each.letter == letter) return each;
  return names[0];
}

bool is_refused(const core::Claim& claim) { return core::standing_of(claim).state == core::ClaimState::refused; }

// A paper that must be there and that nobody is sure of: what is handed out may not say yet that all is there.
bool papers_in_doubt(const core::Claim& claim) {
  for (const core::ChecklistItem& item : claim.checklist)
    if (item.status == core::ChecklistItem::Status::unclear) return true;
  return false;
}

// Year and number of "2024-000123"; another id is a number as it stands, of the application's year.
std::pair<std::string, std::string> year_and_number(const core::Claim& claim) {
  const std::string& id = claim.claim_id;
  const auto is_year = [](const std::string& text) {
    return text.size() >= 4 && (text.rfind("19", 0) == 0 || text.rfind("20", 0) == 0 || text.rfind("21", 0) == 0) &&
           std::isdigit(static_cast<unsigned char>(text[2])) && std::isdigit(static_cast<unsigned char>(text[3]));
  };
  if (is_year(id) && id.size() > 5 && (id[4] == '-' || id[4] == '_')) return {id.substr(0, 4), id.substr(5)};
  const std::string& day = claim.intake.submitted_on;
  return {is_year(day) ? day.substr(0, 4) : std::string(), id};
}

void write(LetterWriter& letter, Letter which) {
  switch (which) {
    case Letter::acceptance: return write_acceptance(letter);
    case Letter::notice: return write_notice(letter);
    case Letter::rejection: return write_rejection(letter);
    case Letter::payment: return write_payment(letter);
    case Letter::inquiry: return write_inquiry(letter);
    case Letter::transfer: return write_transfer(letter);
  }
}

std::string pdf_of(const LetterCase& the_case, PlannedLetter plan, const std::string& title) {
  // More than once: the footer's number of pages, and whether the ending would stand alone, are known only after a first run.
  LetterWriter draft(the_case, plan, Purpose::draft, 1);
  write(draft, plan.letter);
  const bool torn = draft.tail_is_torn();
  LetterWriter second(the_case, plan, Purpose::draft, draft.pages(), torn);
  write(second, plan.letter);
  LetterWriter letter(the_case, plan, Purpose::file, second.pages(), torn);
  write(letter, plan.letter);
  Assembly assembly;
  assembly.add_drawn(letter.finish());
  return assembly.finish(title + " " + the_case.claim.claim_id, {}, "");
}

}  // namespace

std::vector<PlannedLetter> letters_for(const core::Claim& claim, const Settings& settings) {
  using State = core::ClaimState;
  const core::Standing standing = core::standing_of(claim);
  std::vector<PlannedLetter> all;
  switch (standing.state) {
    case State::accepted:
    case State::under_review: all.push_back({Letter::acceptance, !standing.confirmed && papers_in_doubt(claim)}); break;
    case State::supplement: all.push_back({Letter::notice, false}); break;
    case State::not_accepted:
    case State::refused: all.push_back({Letter::rejection, !standing.confirmed}); break;
    default: break;
  }
  const bool goes_on =
      standing.state == State::accepted || standing.state == State::under_review || standing.state == State::approved;
  if (goes_on && standing.reduced) all.push_back({Letter::payment, standing.state != State::approved});
  const bool closed = standing.state == State::withdrawn || standing.state == State::paid ||
                      (core::needs_confirmation(standing.state) && standing.confirmed);
  if (!closed && settings.notices && !inquiries_of(claim, *settings.notices).empty()) all.push_back({Letter::inquiry, false});
  // Whatever becomes of the claim, what a person takes for a lead is handed over.
  if (settings.notices && !leads_of(claim, *settings.notices).empty())
    all.push_back({Letter::transfer, !transfer_confirmed(claim)});
  return all;
}

std::string letter_file(Letter letter) { return name(letter).file; }

std::string letter_title(Letter letter, const core::Claim& claim, bool english) {
  if (letter == Letter::rejection && is_refused(claim)) return english ? "Decision of Non-payment" : "不予支付决定书";
  return english ? name(letter).english : name(letter).chinese;
}

std::string letter_number(Letter letter, const core::Claim& claim, const Settings& settings, const std::string& part) {
  const auto [year, number] = year_and_number(claim);
  const std::string word = letter == Letter::rejection && is_refused(claim) ? "不付" : name(letter).word;
  return settings.serial_prefix + word + (year.empty() ? "" : "〔" + year + "〕") + number + part + "号";
}

std::vector<core::Paper> make_letters(const core::Claim& claim, const std::vector<PacketPage>& pages, const Fonts& fonts,
                                      const Settings& settings) {
  std::vector<core::Paper> papers;
  for (const PlannedLetter& plan : letters_for(claim, settings)) {
    core::Paper paper;
    paper.file = letter_file(plan.letter);
    paper.title = letter_title(plan.letter, claim, false);
    paper.serial = letter_number(plan.letter, claim, settings);
    paper.proposal = plan.proposal;
    paper.pdf = pdf_of({claim, pages, fonts, settings}, plan, paper.title);
    papers.push_back(std::move(paper));
  }
  return papers;
}

}  // namespace claimpack::pack
