// The program's commands. Each returns its exit code; what is asked for goes to `out`, everything else to `err`.
#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "run/exits.hpp"
#include "run/progress.hpp"
#include "run/readers.hpp"

namespace claimpack::run {

// What all commands share.
struct Common {
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  std::string data;                // --data
  std::filesystem::path office;    // the office's own templates, beside the program's; empty: none
  std::filesystem::path settings;  // --settings
  Language language = Language::zh;
  bool as_json = false;
  std::string region;                  // --region
  int jobs = 0;                        // --jobs
  std::optional<Readers> readers;      // in place of the models, for tests
  bool isolate_given_readers = false;  // `readers` work in worker processes, as the models do
  core::Disk* disk = nullptr;          // in place of the machine's, for tests
};

core::Disk& disk_of(const Common& common);

// Says what could not be done, in the language of the command line.
Exit refuse(const core::Error& error, const Common& common);

struct ProcessOptions {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path out;
  bool keep_steps = false;
  std::filesystem::path readings;     // an --out of before, whose kept readings are taken instead of reading again; empty: read
  std::filesystem::path corrections;  // as correction_file.hpp; empty: none
  bool ledger = true;                 // writes ledger.xlsx and ledger.csv over all packets of `out` at the end
};
Exit process_command(const ProcessOptions& options, const Common& common);

Exit extract_command(const std::vector<std::filesystem::path>& files, const Common& common);

struct EvaluateOptions {
  std::filesystem::path truth;        // folder of claim folders with truth.json
  std::filesystem::path predictions;  // folder of claim.json files instead of reading the scans; empty: read
  std::filesystem::path readings;     // as ProcessOptions::readings
  std::filesystem::path write;        // where the claim.json files go; empty: nowhere
  std::filesystem::path corrections;  // as ProcessOptions::corrections
  std::filesystem::path rule_map;     // rule ids (patterns) to the truth's names of problems; empty: built in
};
Exit evaluate_command(const EvaluateOptions& options, const Common& common);

struct CalibrateOptions {
  std::vector<std::filesystem::path> truth;     // folders of claim folders with truth.json
  std::vector<std::filesystem::path> readings;  // for each, as ProcessOptions::readings
  std::filesystem::path write;                  // calibration.json; empty: only told
};
Exit calibrate_command(const CalibrateOptions& options, const Common& common);

struct ExplainOptions {
  std::filesystem::path claim;     // its scans: a folder, PDF, TIFF or ZIP
  std::string field;               // "total_amount", "inpatient_invoice.total_amount", "items[3].amount"
  std::filesystem::path crops;     // where the pictures of the places go; empty: none
  std::filesystem::path readings;  // as ProcessOptions::readings
};
Exit explain_command(const ExplainOptions& options, const Common& common);

struct VerifyOptions {
  std::vector<std::filesystem::path> packets;  // folders, or their manifest.json
  std::string key;                             // that must have signed: digits, or a file; empty: any
  std::filesystem::path originals;             // folder of the scans; empty: not compared
};
// Exit code 2 where a packet is not as it was signed.
Exit verify_command(const VerifyOptions& options, const Common& common);

struct KeyOptions {
  bool make = false, pem = false;
};
Exit key_command(const KeyOptions& options, const Common& common);

struct FinanceOptions {
  std::vector<std::filesystem::path> packets;  // folders of packets
  std::filesystem::path xlsx, csv;             // empty: not written
  bool all = false;                            // claims that are not accepted too
};
Exit finance_command(const FinanceOptions& options, const Common& common);

Exit list_templates_command(const Common& common);
Exit check_templates_command(const Common& common);

struct WatchOptions {
  std::vector<std::filesystem::path> inboxes;
  std::filesystem::path out, data;  // packets; ledger and bytes. Empty: where default_out and default_data say
  std::filesystem::path readings;   // as ProcessOptions::readings
  bool once = false;                // ends when nothing is left to do
};
Exit watch_command(const WatchOptions& options, const Common& common);
constexpr const char* metrics_file = "metrics.prom";  // in the ledger's folder: what the running service counts
std::filesystem::path default_out();                  // ./packets
std::filesystem::path default_data();  // /var/lib/claimpack where it may be written to, else under the user's state folder

struct SeparatorOptions {
  int count = 1;
  std::filesystem::path out = "separators.pdf";
  std::string region, type;  // as intake.json names them; empty: not said
  std::string serial;        // of the first sheet; empty: none has one
  bool counter = false;
};
Exit separators_command(const SeparatorOptions& options, const Common& common);

struct ConfigOptions {
  std::filesystem::path file;  // empty: --settings, else what lies in the current folder
  bool sample = false;         // show: a file with every setting at its default, to begin with
};
Exit show_config_command(const ConfigOptions& options, const Common& common);
Exit check_config_command(const ConfigOptions& options, const Common& common);

// `data` empty: default_data().
struct LedgerOptions {
  std::filesystem::path data, out, file;  // out: also hold the packets' folders against the ledger; file: a backup
  std::vector<std::string> names;         // claims by their names, arrivals by their numbers
  bool prometheus = false;                // status as metrics
};
Exit audit_command(const LedgerOptions& options, const Common& common);
Exit status_command(const LedgerOptions& options, const Common& common);
Exit retry_command(const LedgerOptions& options, const Common& common);
Exit list_quarantine_command(const LedgerOptions& options, const Common& common);
Exit show_quarantine_command(const LedgerOptions& options, const Common& common);
Exit release_quarantine_command(const LedgerOptions& options, const Common& common);
Exit backup_command(const LedgerOptions& options, const Common& common);
Exit restore_command(const LedgerOptions& options, const Common& common);

// `out_dir`: where packets would go; empty: the current folder.
Exit doctor_command(const std::filesystem::path& out_dir, const Common& common);

// The whole command line without the program's name. Never throws.
Exit run_command_line(const std::vector<std::string>& arguments, Common& common);

}  // namespace claimpack::run
