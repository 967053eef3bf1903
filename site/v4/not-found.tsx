export const NotFound = () => (
  <div className="page page-empty">
    <h1>The curtain is down here</h1>
    <p className="quiet lead">There is no page at this address. It may have moved, or it has had its last night.</p>
    <p>
      <a className="button" href="/">
        Back to the home page
      </a>
    </p>
  </div>
)
