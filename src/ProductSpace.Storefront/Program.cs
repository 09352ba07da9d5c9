// The smallest shop on the web. An answer, its ids and its prices are of one generation; no request waits for an
// opening, a look at a new generation or a swap. All of it stands in the page on hosting.
using ProductSpace;
using ProductSpace.Generations;
using ProductSpace.Hosting;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddProductSpace("catalog");
WebApplication app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/next", (HttpContext http, ProductShop shop, string viewed, int? k, string? shopper) =>
{
    using IndexLease lease = shop.Acquire(shopper);
    http.Response.Headers.ETag = lease.EntityTag;
    if (EntityTags.Matches(http.Request.Headers.IfNoneMatch, lease.EntityTag))
    {
        return Results.StatusCode(StatusCodes.Status304NotModified);
    }

    Neighbor[] hits = new Neighbor[Math.Clamp(k ?? 12, 1, 100)];
    SearchResult answer = lease.SearchSession(viewed.Split(','), hits);
    List<Product> products = [];
    foreach (Neighbor hit in hits.AsSpan(0, answer.Count))
    {
        products.Add(new Product(lease.GetProductId(hit), lease.Index.GetPrice(hit.Ordinal), hit.Similarity));
    }

    return Results.Ok(new Answer(answer.Generation, lease.Variant, products));
});
app.Run();

internal sealed record Product(string Id, long? Price, float Similarity);

internal sealed record Answer(int Generation, string? Variant, IReadOnlyList<Product> Products);
