// The cross-document checks, by subject. Each looks at the dossier and reports; none changes anything.
#pragma once

#include "check/conditions.hpp"
#include "check/dossier.hpp"
#include "check/report.hpp"

namespace claimpack::check {

void check_names(const Dossier& dossier, Report& report);
void check_identity(const Dossier& dossier, Report& report);
void check_bank(const Dossier& dossier, Report& report);
void check_bill_print(const Dossier& dossier, const Facts& facts, Report& report);  // format, kind, province, year, codes
void check_bill_amounts(const Dossier& dossier, Report& report);
void check_bill_repeats(const Dossier& dossier, Report& report);
void check_lists(const Dossier& dossier, Report& report);
void check_list_totals(const Dossier& dossier, Report& report);
void check_stays(const Dossier& dossier, Report& report);
void check_hospitals(const Dossier& dossier, Report& report);
void check_illness(const Dossier& dossier, const Facts& facts, Report& report);
void check_marks(const Dossier& dossier, Report& report);
void check_letters(const Dossier& dossier, Report& report);
void check_filing(const Dossier& dossier, const Facts& facts, const Rules& rules, const Pack* region, Report& report);
void check_pages(const Dossier& dossier, Report& report);

inline core::Evidence evidence(int document, std::string field) { return {document, std::move(field), -1}; }

}  // namespace claimpack::check
