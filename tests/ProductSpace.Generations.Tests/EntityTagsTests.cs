using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests;

public sealed class EntityTagsTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*", true)]
    [InlineData("W/\"a\"", true)]
    [InlineData("\"a\"", true)]
    [InlineData(" \"b\" , W/\"a\"", true)]
    [InlineData("\"b,\",\"a\"", true)]
    [InlineData("\"b\"", false)]
    [InlineData("\"ab\"", false)]
    [InlineData("\"b\" \"a\"", false)]
    [InlineData("a", false)]
    [InlineData("\"", false)]
    [InlineData("\"a", false)]
    [InlineData("W/", false)]
    [InlineData(", , ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Matches_HeaderOfAnyForm_IsWhatTheStandardSays(string? header, bool expected)
    {
        Assert.Equal(expected, EntityTags.Matches(header, "W/\"a\""));
        Assert.Equal(expected, EntityTags.Matches(header, "\"a\""));
    }

    [Fact]
    public void EntityTag_SameSnapshotElsewhere_IsTheSame()
    {
        Assert.Equal(TagOf("a", 0), TagOf("b", 1, 0));
        Assert.NotEqual(TagOf("c", 0), TagOf("d", 1));
        Assert.True(EntityTags.Matches(TagOf("e", 0), TagOf("f", 0)));
    }

    [Fact]
    public void EntityTag_WriteOfADelta_Changes()
    {
        using IndexFollower follower = Follow("a", 0);
        List<string> tags = [TagOf(follower)];
        using (ProductDelta delta = follower.OpenDelta())
        {
            tags.Add(TagOf(follower));
            delta.Set("p-1", new DeltaChange { Price = 5 });
            tags.Add(TagOf(follower));
            delta.Set("p-1", new DeltaChange { Price = 6 });
            tags.Add(TagOf(follower));
            Assert.Equal(tags[^1], TagOf(follower));
        }

        Assert.Equal(tags.Count, tags.Distinct().Count());
    }

    /// <summary>Two deltas with as many writes differ, although the snapshot is the same.</summary>
    [Fact]
    public void EntityTag_OtherDeltaWithAsManyWrites_Differs()
    {
        using IndexFollower one = Follow("a", 0);
        using IndexFollower other = Follow("b", 0);
        using ProductDelta first = one.OpenDelta();
        using ProductDelta second = other.OpenDelta();
        first.Set("p-1", new DeltaChange { Price = 5 });
        second.Set("p-1", new DeltaChange { Price = 6 });

        Assert.NotEqual(TagOf(one), TagOf(other));
    }

    private static string TagOf(IndexFollower follower)
    {
        using IndexLease lease = follower.Acquire();
        return lease.EntityTag;
    }

    private string TagOf(string folder, params int[] published)
    {
        using IndexFollower follower = Follow(folder, published);
        return TagOf(follower);
    }

    private IndexFollower Follow(string folder, params int[] published)
    {
        string path = Directory.CreateDirectory(_folder.File(folder)).FullName;
        Assert.All(published, shop => new GenerationFolder(path).Publish(shops[shop]));
        return IndexFollower.Open(path, new FollowerOptions(), SystemFiles.Instance, follow: false);
    }
}
