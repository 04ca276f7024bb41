// Claims whose truth is known, and what the program says of them: for `evaluate` and `calibrate`.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "run/commands.hpp"

namespace claimpack::run {

core::Result<nlohmann::json> read_json(const std::filesystem::path& file);

// A claim folder with its truth.
struct KnownClaim {
  std::filesystem::path folder;
  nlohmann::json truth;
};
// DIR itself where it holds truth.json, else its folders that do, in natural order.
core::Result<std::vector<KnownClaim>> find_known(const std::filesystem::path& dir);

// claim_id of the prediction -> its claim.json.
using Predictions = std::map<std::string, nlohmann::json>;
core::Result<Predictions> read_predictions(const std::filesystem::path& dir);
// Reads the scans; `readings` as ProcessOptions::readings. The summary goes to common.out unless JSON is asked for.
// `corrections` as ProcessOptions::corrections.
core::Result<Predictions> predict(const std::vector<KnownClaim>& known, const std::filesystem::path& readings,
                                  const Common& common, const std::filesystem::path& corrections = {});
// The prediction of a claim, null where there is none.
const nlohmann::json* prediction_of(const Predictions& predictions, const KnownClaim& known);

}  // namespace claimpack::run
