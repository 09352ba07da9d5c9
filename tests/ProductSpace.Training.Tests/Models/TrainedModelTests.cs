using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Tests.Models;

public class TrainedModelTests
{
    [Fact]
    public void Save_TrainedModel_HoldsProductsAndMetadataAndNoSession()
    {
        using TemporaryFolder folder = new();
        using CorpusBuilder builder = new(folder.Root);
        Random random = new(1);
        for (int session = 0; session < 60; session++)
        {
            int shelf = session % 3;
            builder.AddSession([.. Enumerable.Range(0, 5).Select(_ => new Token(builder.Product($"p{shelf}-{random.Next(4)}")))]);
        }

        using SessionCorpus corpus = builder.Finish(1);
        ProductMetadata metadata = new(corpus);
        for (int product = 0; product < corpus.ProductCount; product++)
        {
            metadata.Set("category", corpus.ProductId(product), "shelf/" + corpus.ProductId(product)[1]);
        }

        using Prod2VecTrainer trainer = new(corpus, new Prod2VecOptions { Dimension = 6, Epochs = 1, MetadataWeight = 0.2, Threads = 1 }, metadata);
        trainer.RunEpoch();
        using EmbeddingModel model = trainer.Finish();
        model.Save(folder.File("m"));
        using EmbeddingModel read = EmbeddingModel.Load(folder.File("m"));
        TestModels.RequireEqual(model, read);
        Assert.Equal(model.Provenance, read.Provenance);
        Assert.Equal(["category=shelf/0", "category=shelf/1", "category=shelf/2"], read.Metadata.Order(StringComparer.Ordinal));
        string[] lines = File.ReadAllLines(Path.Combine(folder.File("m"), "products.csv"));
        Assert.Equal("product_id,count,category", lines[0]);
        Assert.Equal($"{corpus.ProductId(0)},{corpus.Count(0)},shelf/{corpus.ProductId(0)[1]}", lines[1]);
        Assert.Equal(1 + corpus.ProductCount, lines.Length);
    }
}
