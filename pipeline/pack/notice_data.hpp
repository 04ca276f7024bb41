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

struct NoticeData {
  core::WorkCalendar calendar;
  std::vector<TimeLimit> limits;
  std::vector<Question> questions;
};

// Errors: missing_part where a file is not there; bad_input with file and line.
core::Result<std::shared_ptr<const NoticeData>> load_notice_data(const std::filesystem::path& folder);
core::Result<std::vector<TimeLimit>> parse_time_limits(const std::string& text, const std::string& name);
core::Result<std::vector<Question>> parse_questions(const std::string& text, const std::string& name);

// The limits in force for the claim, the narrowest pack first, one a pack.
std::vector<TimeLimit> limits_of(const NoticeData& data, const core::Claim& claim, TimeLimit::What what, core::Fen total);

}  // namespace claimpack::pack
