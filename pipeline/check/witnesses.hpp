// Who vouches for a value: what the claim's papers, their arithmetic and the numbers' own form say of it.
#pragma once

#include <string>
#include <vector>

#include "core/calibration.hpp"
#include "core/claim.hpp"

namespace claimpack::check {

// Adds the testimonies that need more than one field: other papers and the front desk, sums of payments, check digits, form.
void call_witnesses(std::vector<core::Document>& documents, const core::Intake& intake);

// What a calibration counts of a field of a document or a cell of its table.
enum class Place { field, cell };
core::Signs signs_of(Place place, const std::string& name, const core::Field& field);

}  // namespace claimpack::check
