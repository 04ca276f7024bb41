// One page of an OFD drawn.
#pragma once

#include "core/page.hpp"
#include "core/result.hpp"
#include "receive/ofd_document.hpp"

namespace claimpack::receive {

// `number`: index into the document's pages. Errors: damaged (the page's file is missing or does not parse), too_large,
// timeout. `place`: for errors.
core::Result<core::Page> draw_ofd_page(const OfdPackage& package, const OfdDocument& document, std::size_t number,
                                       const std::string& place);

}  // namespace claimpack::receive
