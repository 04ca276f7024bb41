// The journey of a claim: from files to pages, readings, documents, a decided claim and its packet.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "run/deciding.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

// receive. Errors: those of the whole claim, and an unknown region.
core::Result<OpenClaim> open_claim(const receive::ClaimSource& source, const std::string& region, const Equipment& equipment);
// The same for loose files.
core::Result<OpenClaim> open_files(const std::vector<std::filesystem::path>& files, const Equipment& equipment);
// decode, clean, read, by this process: `decoded` is called when the picture could be had, `keep` with what cleaning made of it.
// Errors: those of decode(). What a library throws comes out.
core::Result<PageRecord> look_at(const receive::PendingPage& page, const Readers& readers, const std::function<void()>& decoded,
                                 const std::function<void(const core::CleanPage&)>& keep);
// The same, by a worker process where the equipment has them. Never throws: a page that cannot be read comes back lost. `decoded`
// tells, while this still runs, that the page's picture could be had. `number` counts the claim's pages from 1, for the film
// strip.
PageRecord read_page(const receive::PendingPage& page, int number, const OpenClaim& open, const Equipment& equipment,
                     std::atomic<bool>& decoded);
// classify, extract: the documents, and what the claim's provenance says; with what the claim's corrections say of pages, fields
// and intake. `before`: what may be kept between two calls for one claim; null: nothing is.
core::Claim find_documents(OpenClaim& open, const Equipment& equipment, Deciding* before = nullptr);
// check: the decided claim, out of what find_documents gave.
core::Result<core::Claim> decide(OpenClaim& open, core::Claim&& found, const Equipment& equipment);
// pack.
core::Result<core::Packet> make_packet(OpenClaim& open, const core::Claim& claim, const Equipment& equipment);

}  // namespace claimpack::run
