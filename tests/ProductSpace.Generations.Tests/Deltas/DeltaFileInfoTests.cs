namespace ProductSpace.Generations.Tests.Deltas;

public sealed class DeltaFileInfoTests(DeltaBases bases) : IClassFixture<DeltaBases>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WrittenFile_CountsItsWritesByKind()
    {
        string path = _folder.File("catalog.psd");
        using ProductIndex index = ProductIndex.Open(bases[0]);
        using (ProductDelta delta = ProductDelta.Open(path, index))
        {
            delta.Set(bases.Shop.Ids[3], new DeltaChange { Price = 5 });
            delta.Set(bases.Shop.Ids[4], new DeltaChange { InStock = false });
            delta.Remove(bases.Shop.Ids[5]);
            delta.UpsertLike("new", [bases.Shop.Ids[6]]);
        }

        File.AppendAllText(path, "torn");
        DeltaFileInfo info = DeltaFileInfo.Read(path);
        Assert.Equal((1, 2, 1), (info.Upserts, info.Changes, info.Removals));
        Assert.Equal((path, index.Info.ContentHash, index.Dimension, 1L), (info.Path, info.BaseContentHash, info.Dimension, info.Issue));
        Assert.Equal((new FileInfo(path).Length - 4, 4L), (info.FileBytes, info.TornBytes));
    }

    [Fact]
    public void Read_NoFile_Throws() =>
        Assert.Throws<FileNotFoundException>(() => DeltaFileInfo.Read(_folder.File("none.psd")));
}
