export const NotFound = () => (
  <div className="empty">
    <p className="eyebrow">404</p>
    <h1 className="tonight">
      An empty <em>stage</em>
    </h1>
    <p className="quiet">There is no page at this address.</p>
    <a className="pill" href="/">
      Back to tonight
    </a>
  </div>
)
