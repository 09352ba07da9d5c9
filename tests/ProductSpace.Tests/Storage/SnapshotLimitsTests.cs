using System.Buffers.Binary;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

public class SnapshotLimitsTests
{
    [Fact]
    public void Read_ValuesSet_LowerOnly()
    {
        Assert.Equal(SnapshotLimits.OfTheFormat, SnapshotLimits.Read(_ => null));
        Assert.Equal(SnapshotLimits.OfTheFormat, SnapshotLimits.Read(_ => long.MaxValue));
        Assert.Equal(new SnapshotLimits(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7), SnapshotLimits.Read(_ => "7"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("")]
    public void Read_NoWholeNumber_SaysWhichName(string value) =>
        Assert.Contains(SnapshotLimits.NameOfM, Assert.Throws<HostSettingException>(() => SnapshotLimits.Read(name => name == SnapshotLimits.NameOfM ? value : null)).Message, StringComparison.Ordinal);

    /// <summary>Each by its own name, what the file has and one less: at the limit it opens, below it is refused and says where.</summary>
    [Theory]
    [InlineData("MaxFileBytes", "header", "bytes")]
    [InlineData("MaxProducts", "header", "products")]
    [InlineData("MaxDimension", "header", "dimensions")]
    [InlineData("MaxM", "header", "as M")]
    [InlineData("MaxCategories", "header", "categories")]
    [InlineData("MaxLayers", "header", "upper layers")]
    [InlineData("MaxFacets", "facets", "facets")]
    [InlineData("MaxFacetValues", "facet-values", "values of facets")]
    [InlineData("MaxNumberColumns", "numbers", "number columns")]
    [InlineData("MaxNumbersOfProduct", "further-numbers", "numbers of a product in a column")]
    [InlineData("MaxIdBytes", "product-id-text", "bytes of product ids")]
    [InlineData("MaxSections", "header", "sections")]
    public void ReadHead_LimitAtAndBelowTheFile_TakesTheOneAndNamesTheOther(string limit, string section, string what)
    {
        string golden = GoldenTests.Path(limit.Contains("Number", StringComparison.Ordinal) ? GoldenTests.WithNumbers : GoldenTests.WithFacets);
        using CopiedBytes file = new("golden", File.ReadAllBytes(golden));
        using ProductIndex index = ProductIndex.Open(golden);
        SnapshotHeader header = index.Header;
        long has = limit switch
        {
            "MaxFileBytes" => file.Length,
            "MaxProducts" => index.Count,
            "MaxDimension" => index.Dimension,
            "MaxM" => header.M,
            "MaxCategories" => index.GetCategories().Count,
            "MaxLayers" => header.Spaces[..header.SpaceCount].Max(space => space.UpperLayers),
            "MaxFacets" => index.Info.Facets.Count,
            "MaxFacetValues" => index.Info.Facets.Sum(facet => index.GetFacetValues(facet).Count),
            "MaxNumberColumns" => index.Info.NumberColumns.Count,
            "MaxNumbersOfProduct" => 2,
            "MaxIdBytes" => Enumerable.Range(0, index.Count).Sum(ordinal => index.GetProductId(ordinal).Length),
            _ => index.Sections.Entries.Count,
        };
        Assert.True(has > 0, "the golden file has none");
        SnapshotFile.ReadHead("golden", file.Bytes, file.Length, With(has));
        SnapshotException error = Assert.Throws<SnapshotException>(() => SnapshotFile.ReadHead("golden", file.Bytes, file.Length, With(has - 1)));
        Assert.Equal(section, error.Section);
        Assert.Contains($"has {has} {what}, and ProductSpace.{limit} allows {has - 1}; raise the limit if you trust the file", error.Message, StringComparison.Ordinal);
        if (section != "header")
        {
            Assert.Contains(index.Sections.Entries, entry => SectionId.NameOf(entry.Id) == section && entry.Offset == error.Offset);
        }

        SnapshotLimits With(long most) => SnapshotLimits.Read(name => name == "ProductSpace." + limit ? most : null);
    }

    /// <summary>Without facets there is nothing to refuse, whatever the limit.</summary>
    [Fact]
    public void ReadHead_NoFacetsAllowedAndNone_IsTaken()
    {
        using CopiedBytes file = new("golden", File.ReadAllBytes(GoldenTests.Path()));
        SnapshotFile.ReadHead("golden", file.Bytes, file.Length, SnapshotLimits.OfTheFormat with { Facets = 0, FacetValues = 0 });
    }

    /// <summary>One below the format's own limit, so that other tests of this process notice nothing.</summary>
    [Fact]
    public void Open_MoreThanTheHostAllows_RefusedByNameOfTheCap()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithFacets)));
        BinaryPrimitives.WriteInt32LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.M), 128);
        AppContext.SetData(SnapshotLimits.NameOfM, 127);
        try
        {
            SnapshotException error = Assert.Throws<SnapshotException>(() => ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", OpenMode.Quick));
            Assert.Equal((SnapshotLayout.M, "header"), (error.Offset, error.Section));
            Assert.Contains("has 128 as M, and ProductSpace.MaxM allows 127", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            AppContext.SetData(SnapshotLimits.NameOfM, null);
        }

        Assert.DoesNotContain("allows", Assert.Throws<SnapshotException>(() => ProductIndex.Open(new CopiedBytes("forged", forge.Bytes), "forged", OpenMode.Quick)).Message, StringComparison.Ordinal);
    }
}
