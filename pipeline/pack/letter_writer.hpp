// What all letters are made of: head, the claimant's data, lists of papers, time limits, rights, ending and receipt.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pack/demands.hpp"
#include "pack/facts.hpp"
#include "pack/layout.hpp"
#include "pack/letters.hpp"
#include "pack/notice_data.hpp"
#include "pack/words.hpp"

namespace claimpack::pack {

// What the letter is about, as it was handed to the letters' making.
struct LetterCase {
  const core::Claim& claim;
  const std::vector<PacketPage>& pages;
  const Fonts& fonts;
  const Settings& settings;
};

class LetterWriter {
 public:
  // `break_at_tail`: the last part begins a page.
  LetterWriter(const LetterCase& the_case, PlannedLetter plan, Purpose purpose, int page_total, bool break_at_tail = false);

  const core::Claim& claim() const { return case_.claim; }
  const Settings& settings() const { return case_.settings; }
  const NoticeData& data() const { return data_; }
  const Facts& facts() const { return facts_; }
  const std::vector<Demand>& demands() const { return demands_; }
  const Captions& say() const { return say_; }
  bool proposal() const { return plan_.proposal; }
  PageFlow& flow() { return flow_; }

  // ---- parts, from the head down
  void head(const std::string& number_suffix = "");
  void addressed(const std::string& to);
  void body(const Markup& text);
  // `numbers_follow`: the bills' numbers stand in the letter's list of papers too.
  void claimant_box(bool numbers_follow = false);
  // Every paper of the claim with counts and form.
  void received(const std::string& heading, const std::string& aside);
  // The same in one paragraph, for a letter that says it by the way.
  void received_briefly(const std::string& heading, const std::string& aside);
  void rights();
  // Office, date and seal; at the left the receipt to sign, of what is confirmed ("本人已收到…"); empty: none.
  void ending(const std::string& receipt);

  // ---- words
  std::string date(const std::string& iso) const;  // 2024年5月20日, English as it is; empty: a line to fill in
  std::string blank_date() const;
  std::string letter_day() const;            // of a person's decision; empty: filled in by hand
  std::string agency_line() const;           // its name, or a line to fill in
  std::string phone() const;                 // never the health line
  std::string type_of_claim() const;         // "住院医疗费用手工（零星）报销"
  std::string pages_of(int document) const;  // "scan_03.jpg 第 1 页；…"
  std::string total() const;                 // "1,234.50 元", with a remark where a bill is not sure
  // Until when it is decided: every pack's limit with its day and basis. `complete`: all papers are there since the application.
  // `print`: how a basis is printed; none: behind its sentence.
  using BasisPrinter = std::function<Markup(const std::string& citation, const std::string& rule)>;
  Markup decision_limits(bool complete, const BasisPrinter& print = {}) const;
  std::string deadline(const std::string& from, int days, bool working) const;  // "2024年7月2日" or empty where `from` is
  Markup contact() const;
  std::string online() const;  // where one may submit or ask without coming; empty: nowhere
  Markup basis(const std::string& citation, const std::string& rule) const;

  // The last part begins here: the ending never stands on a page without it.
  void tail();
  bool tail_is_torn() const { return !break_at_tail_ && tail_page_ > 0 && tail_page_ < flow_.pages(); }
  int pages() const { return flow_.pages(); }
  DrawnPages finish() { return flow_.finish(); }

 private:
  std::string bills_line(bool numbers_follow) const;
  Markup remark(const std::vector<int>& documents) const;
  std::string still_asked(const std::vector<int>& documents) const;  // "见第 2、3 项"
  struct Received {
    std::string title, copy;
    std::vector<int> documents;
    int pages = 0;
  };
  std::vector<Received> papers_received() const;

  LetterCase case_;
  PlannedLetter plan_;
  NoticeData empty_data_;
  const NoticeData& data_;
  Captions say_;
  Facts facts_;
  std::vector<Demand> demands_;
  PageFlow flow_;
  bool break_at_tail_;
  int tail_page_ = 0;
};

void write_acceptance(LetterWriter& letter);
void write_notice(LetterWriter& letter);
void write_rejection(LetterWriter& letter);
void write_payment(LetterWriter& letter);
void write_inquiry(LetterWriter& letter);
void write_transfer(LetterWriter& letter);

// The finding's statement without what it tells the clerk to do.
std::string fact_of(const std::string& message);

// What the hospital is asked of the claim: the data's question and the findings that it rests on.
struct Inquiry {
  std::string question, rule;
  std::vector<const core::Finding*> findings;  // empty: the desk asked
};
std::vector<Inquiry> inquiries_of(const core::Claim& claim, const NoticeData& data);

// What is handed over to the supervision of the fund: the data's words and the findings that they rest on. None where a person
// said no (flags.transfer_confirmed: false).
struct Lead {
  std::string matter, rule, basis;
  std::vector<const core::Finding*> findings;  // empty: the desk said so
};
std::vector<Lead> leads_of(const core::Claim& claim, const NoticeData& data);
bool transfer_confirmed(const core::Claim& claim);

}  // namespace claimpack::pack
