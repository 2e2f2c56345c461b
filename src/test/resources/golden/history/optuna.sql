BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('v3.2.0.a');
CREATE TABLE studies (
	study_id INTEGER NOT NULL, 
	study_name VARCHAR(512) NOT NULL, 
	PRIMARY KEY (study_id)
);
INSERT INTO "studies" VALUES(1,'mlp');
CREATE TABLE study_directions (
	study_direction_id INTEGER NOT NULL, 
	direction VARCHAR(8) NOT NULL, 
	study_id INTEGER NOT NULL, 
	objective INTEGER NOT NULL, 
	PRIMARY KEY (study_direction_id), 
	UNIQUE (study_id, objective), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
INSERT INTO "study_directions" VALUES(1,'MAXIMIZE',1,0);
CREATE TABLE study_system_attributes (
	study_system_attribute_id INTEGER NOT NULL, 
	study_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (study_system_attribute_id), 
	UNIQUE (study_id, "key"), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
CREATE TABLE study_user_attributes (
	study_user_attribute_id INTEGER NOT NULL, 
	study_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (study_user_attribute_id), 
	UNIQUE (study_id, "key"), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
CREATE TABLE trial_heartbeats (
	trial_heartbeat_id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	heartbeat DATETIME NOT NULL, 
	PRIMARY KEY (trial_heartbeat_id), 
	UNIQUE (trial_id), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE trial_intermediate_values (
	trial_intermediate_value_id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	intermediate_value FLOAT, 
	intermediate_value_type VARCHAR(7) NOT NULL, 
	PRIMARY KEY (trial_intermediate_value_id), 
	UNIQUE (trial_id, step), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE trial_params (
	param_id INTEGER NOT NULL, 
	trial_id INTEGER, 
	param_name VARCHAR(512), 
	param_value FLOAT, 
	distribution_json TEXT, 
	PRIMARY KEY (param_id), 
	UNIQUE (trial_id, param_name), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_params" VALUES(1,1,'units',64.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 32, "low": 32, "high": 512}}');
INSERT INTO "trial_params" VALUES(2,1,'learning_rate',0.5,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.1, "log": true}}');
INSERT INTO "trial_params" VALUES(3,1,'optimizer',1.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["adam", "rmsprop"]}}');
INSERT INTO "trial_params" VALUES(4,1,'momentum',1.13231069171437770393e-04,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 0.99, "log": false}}');
INSERT INTO "trial_params" VALUES(5,2,'units',160.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 32, "low": 32, "high": 512}}');
INSERT INTO "trial_params" VALUES(6,2,'learning_rate',2.75592676402737707733e-04,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.1, "log": true}}');
INSERT INTO "trial_params" VALUES(7,2,'optimizer',1.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["adam", "rmsprop"]}}');
INSERT INTO "trial_params" VALUES(8,2,'momentum',3.4210511977261726102e-01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 0.99, "log": false}}');
INSERT INTO "trial_params" VALUES(9,3,'units',224.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 32, "low": 32, "high": 512}}');
INSERT INTO "trial_params" VALUES(10,3,'learning_rate',0.00413475900783472,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.1, "log": true}}');
INSERT INTO "trial_params" VALUES(11,3,'optimizer',1.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["adam", "rmsprop"]}}');
INSERT INTO "trial_params" VALUES(12,3,'momentum',2.02407727234202250432e-01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 0.99, "log": false}}');
INSERT INTO "trial_params" VALUES(13,4,'units',480.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 32, "low": 32, "high": 512}}');
INSERT INTO "trial_params" VALUES(14,4,'learning_rate',1.20826662533054661648e-04,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.1, "log": true}}');
INSERT INTO "trial_params" VALUES(15,4,'optimizer',0.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["adam", "rmsprop"]}}');
INSERT INTO "trial_params" VALUES(16,5,'units',288.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 32, "low": 32, "high": 512}}');
INSERT INTO "trial_params" VALUES(17,5,'learning_rate',2.63730777909246402127e-04,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.1, "log": true}}');
INSERT INTO "trial_params" VALUES(18,5,'optimizer',1.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["adam", "rmsprop"]}}');
INSERT INTO "trial_params" VALUES(19,5,'momentum',9.58578959962203547284e-01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 0.99, "log": false}}');
INSERT INTO "trial_params" VALUES(20,6,'units',192.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 32, "low": 32, "high": 512}}');
INSERT INTO "trial_params" VALUES(21,6,'learning_rate',1.19389971082686438541e-02,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.1, "log": true}}');
INSERT INTO "trial_params" VALUES(22,6,'optimizer',1.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["adam", "rmsprop"]}}');
INSERT INTO "trial_params" VALUES(23,6,'momentum',8.41937692560801309582e-02,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 0.99, "log": false}}');
INSERT INTO "trial_params" VALUES(24,7,'units',96.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 32, "low": 32, "high": 512}}');
INSERT INTO "trial_params" VALUES(25,7,'learning_rate',0.01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.1, "log": true}}');
INSERT INTO "trial_params" VALUES(26,7,'optimizer',0.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["adam", "rmsprop"]}}');
CREATE TABLE trial_system_attributes (
	trial_system_attribute_id INTEGER NOT NULL, 
	trial_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (trial_system_attribute_id), 
	UNIQUE (trial_id, "key"), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_system_attributes" VALUES(1,1,'fixed_params','{"units": 64, "learning_rate": 0.5}');
CREATE TABLE trial_user_attributes (
	trial_user_attribute_id INTEGER NOT NULL, 
	trial_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (trial_user_attribute_id), 
	UNIQUE (trial_id, "key"), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE trial_values (
	trial_value_id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	objective INTEGER NOT NULL, 
	value FLOAT, 
	value_type VARCHAR(7) NOT NULL, 
	PRIMARY KEY (trial_value_id), 
	UNIQUE (trial_id, objective), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_values" VALUES(1,1,0,32.0,'FINITE');
INSERT INTO "trial_values" VALUES(2,2,0,4.40948282244380332373e-02,'FINITE');
INSERT INTO "trial_values" VALUES(3,4,0,5.79967980158662410605e-02,'FINITE');
INSERT INTO "trial_values" VALUES(4,5,0,7.5954464037862962078e-02,'FINITE');
INSERT INTO "trial_values" VALUES(5,6,0,2.29228744478757961999e+00,'FINITE');
INSERT INTO "trial_values" VALUES(6,7,0,0.5,'FINITE');
CREATE TABLE trials (
	trial_id INTEGER NOT NULL, 
	number INTEGER, 
	study_id INTEGER, 
	state VARCHAR(8) NOT NULL, 
	datetime_start DATETIME, 
	datetime_complete DATETIME, 
	PRIMARY KEY (trial_id), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
INSERT INTO "trials" VALUES(1,0,1,'COMPLETE','2026-11-27 09:25:11.478721','2026-11-27 09:25:12.567338');
INSERT INTO "trials" VALUES(2,1,1,'COMPLETE','2026-11-27 09:25:12.954283','2026-11-27 09:25:13.627260');
INSERT INTO "trials" VALUES(3,2,1,'PRUNED','2026-11-27 09:25:13.909010','2026-11-27 09:25:14.583086');
INSERT INTO "trials" VALUES(4,3,1,'COMPLETE','2026-11-27 09:25:14.807827','2026-11-27 09:25:15.312228');
INSERT INTO "trials" VALUES(5,4,1,'COMPLETE','2026-11-27 09:25:15.578795','2026-11-27 09:25:16.283909');
INSERT INTO "trials" VALUES(6,5,1,'COMPLETE','2026-11-27 09:25:16.523464','2026-11-27 09:25:17.065269');
INSERT INTO "trials" VALUES(7,6,1,'COMPLETE','2026-11-27 09:25:17.155578','2026-11-27 09:25:17.155578');
CREATE TABLE version_info (
	version_info_id INTEGER NOT NULL, 
	schema_version INTEGER, 
	library_version VARCHAR(256), 
	PRIMARY KEY (version_info_id), 
	CHECK (version_info_id=1)
);
INSERT INTO "version_info" VALUES(1,12,'5.0.0');
CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name);
CREATE INDEX ix_trials_study_id ON trials (study_id);
COMMIT;
