using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Tests.Catalog;

public class VariantRowsTests
{
    [Fact]
    public void FirstOf_RowsOfKnownProducts_AreTheirFirst()
    {
        VariantRows rows = new(id => id is "a" or "g");
        Assert.Equal("a", rows.FirstOf(new CatalogProduct { Id = "a", GroupId = "g" })!.Id);
        Assert.Null(rows.FirstOf(new CatalogProduct { Id = "a" }));
        Assert.Equal("g", rows.FirstOf(new CatalogProduct { Id = "v", GroupId = "g" })!.Id);
        Assert.Null(rows.FirstOf(new CatalogProduct { Id = "w", GroupId = "g" }));
        Assert.Equal("x", rows.FirstOf(new CatalogProduct { Id = "x", GroupId = "y" })!.Id);
    }

    /// <summary>New products are one a group where the shop's known ones are, and one a row elsewhere.</summary>
    [Theory]
    [InlineData("g", "new,plain")]
    [InlineData("a", "n1,n2,plain")]
    public void Merge_UnknownProducts_AsTheKnownOnes(string known, string expected)
    {
        VariantRows rows = new(id => id == known);
        List<(string, string?)> unknown = [];
        foreach ((string id, string? group) in new[] { ("a", "g"), ("n1", "new"), ("n2", "new"), ("plain", null) })
        {
            CatalogProduct row = rows.FirstOf(new CatalogProduct { Id = id, GroupId = group })!;
            if (row.Id != known)
            {
                unknown.Add((row.Id, group));
            }
        }

        Assert.Equal(expected, string.Join(',', rows.Merge(unknown, (_, id) => id)));
    }
}
