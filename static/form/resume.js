// A page that leads to no form: what was sealed before goes on its way, and where the round is over no draft is kept.
if (logic.over) drafts()
resume()
