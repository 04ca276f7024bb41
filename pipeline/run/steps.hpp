// The film strip of a page (--keep-steps): what each room made of it, as files a person can look at.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "core/reading.hpp"
#include "core/result.hpp"

namespace claimpack::run {

std::string reading_to_json(const core::Reading& reading);
core::Result<core::Reading> reading_from_json(const std::string& json);

// Binary PGM or PPM: every viewer opens it and nothing is lost.
core::Result<core::Done> write_picture(const core::Image& image, const std::filesystem::path& file);
core::Result<core::Done> write_picture(const core::Image& image, int fd);  // the descriptor stays the caller's

// The film strip of one page: STEPS/NNN_<file>_p<k>/ with text.pgm, colour.ppm, ink.pgm, and reading.json behind them. `steps`
// empty: nothing is kept and an empty path comes back. What cannot be written is left out: the strip is for looking at,
// and never stops a claim. `number` counts the claim's pages from 1.
std::filesystem::path keep_pictures(const core::CleanPage& page, int number, const std::filesystem::path& steps);
// The same strip, when another process writes the pictures: its files, open for writing.
struct PictureFiles {
  std::filesystem::path strip;
  int text = -1, colour = -1, ink = -1;  // the caller's; -1 where nothing is kept
};
PictureFiles open_pictures(const core::Origin& origin, int number, const std::filesystem::path& steps);
// Gives them the names that keep_pictures gives.
void name_pictures(const std::filesystem::path& strip, int colour_channels, bool ink);
void keep_reading(const core::Reading& reading, const std::filesystem::path& strip);
// The reading of the claim's page `number` alone, where kept_reading finds it.
void keep_reading(const core::Reading& reading, int number, const std::filesystem::path& steps);
// Where the steps of a claim stand under the folder of packets `out`; empty where `out` is.
std::filesystem::path kept_steps(const std::filesystem::path& out, const std::string& claim_id);
// The reading that keep_reading left of that page. Errors: unreadable where there is none, bad_input.
core::Result<core::Reading> kept_reading(const std::filesystem::path& steps, int number, const core::Origin& origin);
// STEPS/sheets.json and STEPS/documents.json.
void keep_sheets(const std::vector<core::Sheet>& sheets, const std::filesystem::path& steps);
void keep_text(const std::string& text, const std::filesystem::path& file);

}  // namespace claimpack::run
