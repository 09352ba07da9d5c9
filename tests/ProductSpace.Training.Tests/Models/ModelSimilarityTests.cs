using ProductSpace.Training.Models;

namespace ProductSpace.Training.Tests.Models;

/// <summary>The similarity that a model says its vectors want.</summary>
public class ModelSimilarityTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(Similarity.Cosine)]
    [InlineData(Similarity.Dot)]
    public void Read_ImportedModel_SaysWhatTheImportSaid(Similarity? similarity) =>
        Assert.Equal(similarity, WrittenAndRead(new ModelProvenance { Source = "imported", Similarity = similarity }).Similarity);

    [Fact]
    public void Read_TrainedModel_WantsCosineWithoutAKey()
    {
        ModelProvenance trained = new() { Source = "trained", Options = new Prod2VecOptions() };
        Assert.Equal(Similarity.Cosine, trained.Similarity);
        Assert.Equal(trained, WrittenAndRead(trained));
        Assert.DoesNotContain("similarity", System.Text.Encoding.UTF8.GetString(ManifestJson.Write(ManifestOf(trained))), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownSimilarity_IsRefusedByName()
    {
        string path = Path.GetTempFileName();
        try
        {
            string json = System.Text.Encoding.UTF8.GetString(ManifestJson.Write(ManifestOf(new ModelProvenance { Similarity = Similarity.Dot })));
            File.WriteAllText(path, json.Replace("\"dot\"", "\"angular\"", StringComparison.Ordinal));
            Assert.Contains("neither \"cosine\" nor \"dot\"", Assert.Throws<TrainingInputException>(() => ManifestJson.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ModelManifest ManifestOf(ModelProvenance provenance) => new()
    {
        ProductCount = 1,
        Dimension = 2,
        Provenance = provenance,
        Hashes = [.. ModelManifest.FilesOf(hasNext: false, hasMetadata: false).Select(file => KeyValuePair.Create(file, "0"))],
    };

    private static ModelProvenance WrittenAndRead(ModelProvenance provenance)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, ManifestJson.Write(ManifestOf(provenance)));
            return ManifestJson.Read(path).Provenance;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
