// What the papers know besides the claim: working days, time limits, questions to hospitals (templates/notices).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/money.hpp"
#include "core/result.hpp"
#include "core/work_calendar.hpp"

namespace claimpack::pack {

// In how many days something is due.
struct TimeLimit {
  enum class What { decision, inquiry } what = What::decision;
  enum class From { application, complete, request } from = From::application;
  std::string pack;                      // the rule pack's id
  std::vector<std::string> claim_types;  // empty: all
  core::Fen total_below = 0;             // 0: any total
  int days = 0, at_most = 0;             // at_most: in special cases; 0: none
  bool working = true;                   // working days, else calendar days
  std::string since;                     // first day of application, ISO; empty: always
  std::string rule, citation;
};

// What a hospital is asked where a rule has a finding, or the desk sets a flag ("flags.audit_hold").
struct Question {
  std::string rule, question;
};

// What is handed over to the supervision of the fund where a rule has a finding, or the desk says so.
struct Transfer {
  std::string rule, words;  // words: that the finding's sentence must hold; empty: any
  std::string matter, basis;
};

// Until when an adverse decision can be contested.
struct Rights {
  std::string since;  // ISO; empty: always
  int review_days = 0, action_months = 0;
  std::string citation;
};

// Where the claimant goes for a paper, in the order of the way: what one place gives is fetched on one errand.
enum class Errand { cashier, records, physician, referrer, seller, agency, self };

struct ErrandPlace {
  bool of_fault = false;  // `what` is what a rule's id begins with, else a kind of document
  std::string what;
  Errand where = Errand::self;
};

struct NoticeData {
  core::WorkCalendar calendar;
  std::vector<TimeLimit> limits;
  std::vector<Question> questions;
  std::vector<Transfer> transfers;
  std::vector<ErrandPlace> errands;
  std::vector<Rights> rights;  // in the order of their days
};

// Errors: missing_part where a file is not there; bad_input with file and line.
core::Result<std::shared_ptr<const NoticeData>> load_notice_data(const std::filesystem::path& folder);
core::Result<std::vector<TimeLimit>> parse_time_limits(const std::string& text, const std::string& name);
core::Result<std::vector<Question>> parse_questions(const std::string& text, const std::string& name);
core::Result<std::vector<Transfer>> parse_transfers(const std::string& text, const std::string& name);
core::Result<std::vector<ErrandPlace>> parse_errands(const std::string& text, const std::string& name);
core::Result<std::vector<Rights>> parse_rights(const std::string& text, const std::string& name);
// Those of the day (ISO); of an unknown day, those in force last.
Rights rights_on(const NoticeData& data, const std::string& day);

// Where a paper of the kind comes from; where a fault of it is mended.
Errand errand_for(const NoticeData& data, const std::string& kind);
Errand errand_for_fault(const NoticeData& data, const std::string& rule, Errand of_paper);

// The limits in force for the claim, the narrowest pack first, one a pack.
std::vector<TimeLimit> limits_of(const NoticeData& data, const core::Claim& claim, TimeLimit::What what, core::Fen total);

}  // namespace claimpack::pack
